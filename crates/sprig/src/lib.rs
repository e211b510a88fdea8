//! Sprig's functions as one function table.
