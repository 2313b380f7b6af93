# Beobachterplätze für benachbarte Bündnisse
observers-title = Gäste aus anderen Bündnissen
observers-lead = Benachbarte Bündnisse können an Ihren Sitzungen als Gäste teilnehmen. Sie sehen dadurch keine Daten Ihres Bündnisses.
observers-guests = Eingeladene Bündnisse
observers-empty = Noch kein Bündnis eingeladen.
observers-guest = Bündnis
observers-choose = Bitte wählen Sie ein Bündnis aus
observers-since = Eingeladen seit
observers-until = Eingeladen bis
observers-note = Anmerkung
observers-note-help = Zum Beispiel: für die Sitzungen der Kerngruppe, beschlossen am 03.07.2019.
observers-grant = Beobachterplatz einräumen
observers-end = Beenden
observers-ends-before = Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie das Datum.
observers-hosts = Wo Sie eingeladen sind
observers-host = { $name }, seit { $day }
done-observer-granted = Der Beobachterplatz ist eingeräumt.
done-observer-ended = Der Beobachterplatz endet am gewählten Tag.
