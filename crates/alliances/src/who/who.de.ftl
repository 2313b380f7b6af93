# Wer etwas eingetragen oder geändert hat
who-machine = klappt
who-erased = ein gelöschtes Konto
who-did = von { $name }
