# Doppelte Einträge im Verzeichnis finden, zusammenführen, wieder trennen
merges-title = Doppelte Einträge
merges-link = Doppelte Einträge suchen
merges-lead = Wenn eine Stelle zweimal im Verzeichnis steht, machen Sie hier einen Eintrag daraus. Ansprechpersonen und Zeiten in der Kerngruppe bleiben erhalten.
merges-doubles = Möglicherweise doppelt
merges-doubles-help = Diese Einträge ähneln sich. Ob es dieselbe Stelle ist, entscheiden Sie.
merges-doubles-none = Zurzeit ähneln sich keine zwei Einträge.
merges-doubles-more = Es gibt weitere ähnliche Einträge. Sie erscheinen hier, sobald die ersten geklärt sind.
merges-entry = Eintrag
merges-other-entry = Ähnlicher Eintrag
merges-done = Zusammengeführt
merges-empty = Noch wurde nichts zusammengeführt.
merges-kept = Bleibt bestehen
merges-merged = Aufgenommener Eintrag
merges-at = Zusammengeführt am

merge-title = Doppelten Eintrag zusammenführen
merge-link-title = Steht diese Stelle doppelt im Verzeichnis?
merge-link = Mit einem doppelten Eintrag zusammenführen
merge-lead = Welcher Eintrag meint dieselbe Stelle wie „{ $name }“?
merge-suggestions = Ähnliche Einträge
merge-suggestions-none = Kein Eintrag ähnelt diesem. Suchen Sie nach dem Namen, unter dem die Stelle noch eingetragen ist.
merge-search-title = Anderen Eintrag suchen
merge-sign = Hinweis
merge-next = Nächster Schritt
merge-compare = Vergleichen
merge-compare-lead = „{ $merged }“ geht in „{ $kept }“ auf. Wählen Sie, welche Angaben bleiben.
merge-swap = Umgekehrt: „{ $name }“ soll bleiben
merge-nothing-differs = Beide Einträge sagen dasselbe.
merge-from-kept = Vom Eintrag, der bleibt
merge-from-merged = Vom doppelten Eintrag
merge-from-both = Beides untereinander
merge-along = Ansprechpersonen und Kerngruppe
merge-along-help = Alles davon gehört danach zum Eintrag, der bleibt. Überschneiden sich Zeiten in der Kerngruppe, wird eine daraus. Wer durch den doppelten Eintrag vertreten wird oder über ihn gemeldet ist, wird umgehängt.
merge-seats = Zeiten in der Kerngruppe
merge-seat-since = seit { $since }
merge-seat-until = { $since } bis { $until }
merge-no-contacts = keine
merge-no-seats = keine
merge-agreed = Angaben, die übereinstimmen
merge-undo-help = Sie können das Zusammenführen später unter „Doppelte Einträge“ rückgängig machen.
merge-do = Zusammenführen
merge-other = Anderen Eintrag wählen
merge-stale = Einer der Einträge wurde inzwischen geändert. Bitte vergleichen Sie noch einmal; Ihre Auswahl ist erhalten.
merge-undo = Rückgängig machen
merge-undone-at = Rückgängig gemacht am { $at }
merge-obstacle-kept-gone = Das lässt sich nicht mehr rückgängig machen: „{ $name }“ ist nicht mehr im Verzeichnis oder wurde selbst mit einem anderen Eintrag zusammengeführt. Machen Sie zuerst das rückgängig.
merge-obstacle-double-gone = Das lässt sich nicht mehr rückgängig machen: Der Eintrag „{ $name }“ steht nicht mehr bereit oder wurde gerade geändert. Bitte laden Sie die Seite neu.
merge-obstacle-changed = Das lässt sich nicht rückgängig machen, ohne eine spätere Änderung zu verlieren: Bei „{ $name }“ wurde seitdem „{ $field }“ geändert. Stellen Sie die Angabe wieder so her, wie sie nach dem Zusammenführen war, dann geht es.
merge-obstacle-seat = Das lässt sich nicht rückgängig machen, ohne eine spätere Änderung zu verlieren: Die Zeit von „{ $name }“ in der Kerngruppe wurde seitdem geändert.

likeness-same-name = gleicher Name
likeness-same-email = gleiche E-Mail-Adresse
likeness-similar-name = ähnlicher Name
likeness-same-host = E-Mail-Adressen mit gleicher Endung

# Im Verlauf einer Organisation
organisation-merged-into = Aufgegangen in
organisation-merged-from = Doppelten Eintrag aufgenommen

done-organisations-merged = Die Einträge sind zusammengeführt.
done-merge-undone = Beide Einträge stehen wieder einzeln im Verzeichnis.
