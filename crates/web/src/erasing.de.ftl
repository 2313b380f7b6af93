# Erasing a history, wherever it stands.
history-erasure-reason = Grund
history-erasure-mistake = Es wurde etwas eingetragen, das nicht hierher gehört
history-erasure-request = Eine Person, die genannt war, hat es verlangt
history-erasure-reason-missing = Bitte wählen Sie einen Grund.
history-erasure-submit = Verlauf jetzt endgültig löschen
history-erasure-keep = Verlauf behalten
history-erasure-link = Verlauf löschen …
done-history-erased = Der Verlauf ist gelöscht.
