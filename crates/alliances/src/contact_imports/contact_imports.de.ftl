# Eine vorhandene Kontaktliste ins Verzeichnis übernehmen
contact-import-title = Kontaktliste übernehmen
contact-import-lead = Sie haben schon eine Liste mit Stellen und Ansprechpersonen? Wählen Sie die Datei aus. Danach ordnen Sie die Spalten zu und sehen für jeden Eintrag, was geschehen wird. Erst dann kommt etwas ins Verzeichnis.
contact-import-file = Datei
contact-import-file-help = Excel (.xlsx), OpenDocument (.ods) oder CSV, höchstens 5 MB. Gelesen wird das erste sichtbare Tabellenblatt; eine Zeile muss die Spalten benennen.
contact-import-sample = Beispielliste herunterladen (CSV)
contact-import-held = Die Liste wird gelöscht, sobald Sie sie übernommen haben, spätestens nach { $period }.
contact-import-upload = Datei einlesen
contact-import-no-file = Bitte wählen Sie eine Datei aus.
contact-import-no-entries = Unter den Spaltennamen stehen keine Einträge. Bitte wählen Sie eine Liste, die unter der ersten Zeile weitergeht.
contact-import-too-many = Die Liste hat { $is } Einträge. Auf einmal lassen sich höchstens { $max } übernehmen. Bitte teilen Sie sie auf mehrere Dateien auf.
contact-import-unreadable = Die Datei kam unvollständig an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
contact-import-too-slow = Die Datei kam nicht rechtzeitig an. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
contact-import-waiting = Zuletzt hochgeladene Listen
contact-import-nameless-file = Liste ohne Namen
contact-import-is-waiting = noch nicht übernommen
contact-import-is-finished = übernommen

contact-import-columns-title = Spalten zuordnen
contact-import-columns-lead = „{ $file }“ hat { $count ->
    [one] 1 Eintrag
   *[other] { $count } Einträge
  }. Bitte prüfen Sie, welche Spalte was enthält. Nur der Name der Organisation wird gebraucht.
contact-import-column = { $column } (zum Beispiel { $example })
contact-import-no-column = Keine Spalte
contact-import-target-organisation = Organisation
contact-import-target-actor-type = Akteursgruppe
contact-import-target-area = Bereich
contact-import-target-address = Anschrift oder Straße
contact-import-target-postcode = Postleitzahl
contact-import-target-town = Ort
contact-import-target-first-name = Vorname der Ansprechperson
contact-import-target-contact-name = Ansprechperson
contact-import-target-phone = Telefon
contact-import-target-email = E-Mail
contact-import-target-contribution = Erwarteter Beitrag
contact-import-actor-type-help = Bekannte Akteursgruppen werden am Namen erkannt. Alles andere wird als eigene Bezeichnung übernommen.
contact-import-area-help = Ein Buchstabe von A bis D oder der Name des Bereichs. Bei einer erkannten Akteursgruppe ergibt sich der Bereich von selbst.
contact-import-address-help = Stehen Postleitzahl und Ort in eigenen Spalten, werden sie angefügt.
contact-import-first-name-help = Nur, wenn Vor- und Nachname in getrennten Spalten stehen.
contact-import-default-area = Bereich für alle übrigen Einträge
contact-import-default-area-help = Gilt, wenn sich weder Akteursgruppe noch Bereich erkennen lässt. Sie können das später bei jeder Organisation ändern.
contact-import-no-area = Keiner; solche Einträge werden ausgelassen
contact-import-needs-organisation = Bitte wählen Sie die Spalte, in der der Name der Organisation steht.
contact-import-column-twice = Diese Spalte ist schon für „{ $other }“ gewählt.
contact-import-preview = Weiter zur Vorschau

contact-import-entries-title = Vorschau
contact-import-entries-lead = Das geschieht, wenn Sie „{ $file }“ übernehmen. Bis dahin ist nichts eingetragen.
contact-import-entries-none = Hier gibt es keinen Eintrag.
contact-import-sum-organisations = { $count ->
    [one] 1 neue Organisation
   *[other] { $count } neue Organisationen
  }
contact-import-sum-people = { $count ->
    [one] 1 neue Ansprechperson
   *[other] { $count } neue Ansprechpersonen
  }
contact-import-sum-existing = { $count ->
    [one] 1 Eintrag gehört zu einer Organisation, die schon im Verzeichnis steht
   *[other] { $count } Einträge gehören zu Organisationen, die schon im Verzeichnis stehen
  }
contact-import-sum-completed = { $count ->
    [one] 1 vorhandener Eintrag des Verzeichnisses wird ergänzt
   *[other] { $count } vorhandene Einträge des Verzeichnisses werden ergänzt
  }
contact-import-sum-left-out = { $count ->
    [one] 1 Eintrag wird ausgelassen
   *[other] { $count } Einträge werden ausgelassen
  }
contact-import-sum-unusable = { $count ->
    [one] 1 Eintrag lässt sich so nicht übernehmen
   *[other] { $count } Einträge lassen sich so nicht übernehmen
  }
contact-import-show = Anzeigen
contact-import-show-all = Alle Einträge
contact-import-show-look = Bitte ansehen
contact-import-show-left-out = Nicht übernommen
contact-import-number = Nr.
contact-import-deed = Was geschieht
contact-import-deed-of = Was geschieht mit Eintrag { $entry }, { $name }?
contact-import-no-name = (ohne Namen)
contact-import-suggested = { $choice } – Vorschlag
contact-import-as-suggested = Wie vorgeschlagen
contact-import-choice-new = Neue Organisation
contact-import-choice-leave-out = Auslassen
contact-import-choice-join = Zusammen mit Eintrag { $entry }
contact-import-choice-existing = Zu „{ $name }“
contact-import-choice-gone = Was Sie gewählt hatten, gibt es nicht mehr. Es gilt wieder der Vorschlag.
contact-import-likely = Vielleicht schon im Verzeichnis: „{ $name }“ ({ $why })
contact-import-completes = Fehlende Angaben der Organisation werden ergänzt.
contact-import-unusable = Wird so nicht übernommen.
contact-import-person-new = Die Ansprechperson wird hinzugefügt.
contact-import-person-completed = Die Ansprechperson ist schon eingetragen und wird ergänzt.
contact-import-person-known = Die Ansprechperson ist schon eingetragen.
contact-import-general-contact = Allgemeiner Kontakt
contact-import-nameless = Der Name der Organisation fehlt.
contact-import-unusable-name = { $field }: { $why }
contact-import-unusable-value = { $field } wird nicht übernommen. { $why }
contact-import-no-email = „{ $text }“ ist keine E-Mail-Adresse und wird nicht übernommen.
contact-import-first-email = Von mehreren E-Mail-Adressen wird nur { $text } übernommen.
contact-import-own-type = „{ $text }“ ist keine bekannte Akteursgruppe und wird als eigene Bezeichnung übernommen.
contact-import-needs-area = Der Bereich fehlt. Wählen Sie bei den Spalten einen Bereich für alle übrigen Einträge, oder tragen Sie ihn hier nach.
contact-import-nobodys-contact = Telefon oder E-Mail ohne Person: wird als „Allgemeiner Kontakt“ eingetragen.
contact-import-differs = { $field } steht schon anders im Verzeichnis oder in einem früheren Eintrag. Das Frühere bleibt.
contact-import-correct = Ansehen und berichtigen
contact-import-page = Seite { $page } von { $pages }
contact-import-pages = Seiten
contact-import-page-before = Vorige Seite
contact-import-page-after = Nächste Seite
contact-import-save = Auswahl speichern
contact-import-next = Speichern und nächste Seite
contact-import-take-over-title = Übernehmen
contact-import-take-over-help = Alle Einträge aller Seiten werden auf einmal übernommen, wie oben beschrieben. Ihre Auswahl auf dieser Seite zählt mit.
contact-import-take-over = { $count ->
    [one] 1 Eintrag übernehmen
   *[other] { $count } Einträge übernehmen
  }
contact-import-nothing-to-do = Zurzeit würde kein Eintrag übernommen. Prüfen Sie, ob die Spalten richtig zugeordnet sind.
contact-import-back-to-columns = Spalten ändern
contact-import-directory-changed = Das Verzeichnis wurde inzwischen geändert. Bitte sehen Sie die Vorschau noch einmal an; Ihre Auswahl ist erhalten, übernommen wurde noch nichts.

contact-import-entry-title = Eintrag
contact-import-entry = Eintrag { $entry }
contact-import-entry-lead = Berichtigen Sie, was in der Liste nicht stimmt, und wählen Sie, was mit dem Eintrag geschieht.
contact-import-search = Organisation im Verzeichnis suchen
contact-import-searched = Was gefunden wurde, steht unten zur Auswahl.

contact-import-outcome-title = Kontaktliste übernommen
contact-import-outcome-lead = Das wurde aus „{ $file }“ übernommen:
contact-import-outcome-help = Die Liste selbst ist gelöscht. Steht eine Stelle jetzt doppelt im Verzeichnis, führen Sie die Einträge zusammen.
contact-import-to-directory = Zum Verzeichnis
contact-import-remove-title = Liste verwerfen
contact-import-remove-help = Die eingelesene Liste wird gelöscht. Am Verzeichnis ändert sich nichts.
contact-import-remove = Liste verwerfen
contact-import-remove-note = Diesen Vermerk löschen

done-contact-import-decided = Ihre Auswahl ist gespeichert. Übernommen ist noch nichts.
done-contact-import-taken-over = Die Kontaktliste ist übernommen.
done-contact-import-removed = Die Liste ist gelöscht.
