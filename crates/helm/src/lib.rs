//! Chart and values to manifests, to the byte what Helm 4 renders.
