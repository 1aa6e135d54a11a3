-- A council's figures are those of a half-year (council_half.sql); those without a period are gone.
DROP FUNCTION cases_council_figures();
DROP FUNCTION cases_unmet_figures();
