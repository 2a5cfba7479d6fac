"""Study without a network: what a device takes along, in which order, and how it is kept out of plain sight."""
