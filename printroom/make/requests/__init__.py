"""What people ask for, as the options of a command and the fields of a form name it."""
