# Angaben zum Bündnis innerhalb der Arbeitshilfe
place-municipalities = Teilnehmende Kommunen: { $names }
place-object = Beitritte ansehen oder Einwand schreiben
place-change-objection = Beitritte ansehen oder Einwand ändern
