"""An address in, how to read what is behind it out: for `buurtsignaal source try`."""
