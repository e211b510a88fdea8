//! Text to value and back exactly as Helm's Go libraries read and write YAML and JSON, with positions.
