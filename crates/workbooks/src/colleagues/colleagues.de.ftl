# E-Mails an die, auf die eine Anmerkung oder eine Aufgabe wartet. Ohne Inhalte.
thread-letter-handed-subject = Eine Anmerkung wartet auf Sie: { $alliance }
thread-letter-handed-body =
    Guten Tag { $name },

    im Bündnis { $alliance } wartet eine Anmerkung zur Frage { $number } auf Sie.

    Hier können Sie sie lesen und antworten. Bitte melden Sie sich dafür an:
    { $address }
task-letter-handed-subject = Eine Aufgabe für Sie: { $alliance }
task-letter-handed-body =
    Guten Tag { $name },

    im Bündnis { $alliance } haben Sie eine Aufgabe bekommen.

    Hier steht, was zu tun ist. Bitte melden Sie sich dafür an:
    { $address }
task-letter-handed-due-subject = Eine Aufgabe für Sie bis zum { $day }: { $alliance }
task-letter-handed-due-body =
    Guten Tag { $name },

    im Bündnis { $alliance } haben Sie eine Aufgabe bekommen. Der letzte Tag ist der { $day }.

    Hier steht, was zu tun ist. Bitte melden Sie sich dafür an:
    { $address }
