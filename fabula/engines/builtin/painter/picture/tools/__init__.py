"""The painter's box: dice, colours, and a sheet that vector shapes are put on."""
