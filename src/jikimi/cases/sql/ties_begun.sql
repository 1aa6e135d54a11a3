-- What is there already is counted once.
SELECT cases_move_all();
