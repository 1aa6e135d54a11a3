"""Papers of bodies that meet: one document of plain blocks, made as PDF, HWPX, ODT or XLSX."""
