# Die Bündnisse: Liste des Landes, Gründung, Startseite, Geschäftsführende Stelle
alliances-title = Bündnisse
alliances-lead = Alle Bündnisse im Land, mit dem Stand von heute.
alliances-found = Bündnis anlegen
alliances-search = Name enthält
alliances-all-kinds = Alle
alliances-none-title = Nichts gefunden
alliances-none-help = Zu dieser Suche passt kein Bündnis. Ändern Sie die Angaben.
alliances-empty-title = Noch kein Bündnis
alliances-empty-help = Sobald ein Verwaltungsvorstand den Beitritt erklärt, legt die LaKI hier das Bündnis an.

alliance-new-title = Bündnis anlegen
alliance-name = Name
alliance-name-help = Bleibt das Feld leer, heißt das Bündnis wie sein Sitz.
alliance-seat = Sitz
alliance-seat-help = Die Stadt, der Kreis oder die Kommune, deren Verwaltungsvorstand den Beitritt erklärt. Daraus ergibt sich die Art des Bündnisses.
alliance-choose-seat = Bitte wählen Sie den Sitz
alliance-kind = Art
alliance-kind-city = Stadt
alliance-kind-district = Kreis
alliance-kind-municipality = Kreisangehörige Kommune
alliance-state = Stand
alliance-since = besteht seit { $day }
alliance-closed = Archiviert seit { $day }
alliance-not-joined = Heute kein Beitritt
alliance-objects = Einwand
alliance-unknown-seat = Diesen Sitz gibt es nicht. Bitte wählen Sie einen aus der Liste.
alliance-seat-taken = Für diesen Sitz gibt es schon ein Bündnis. Ist es ausgetreten, kann es auf seiner Seite wieder beitreten.
alliance-slug-taken = Diesen Namen in der Adresse hat schon ein anderes Bündnis.

alliance-next = Als Nächstes
alliance-next-cast-vote = Die Stimme Ihrer Kommune abgeben
alliance-next-answer-escalation = Den vorgelegten Konflikt beantworten
alliance-next-enter-office = Geschäftsführende Stelle eintragen
alliance-next-name-office = Geschäftsführende Stelle einladen
alliance-next-enter-board-lead = Federführendes Mitglied des Verwaltungsvorstands eintragen
alliance-next-chase-votes = Bei fehlenden Stimmen nachfragen
alliance-next-answer-request = Die Arbeitshilfe ausfüllen und die Kurzfassung abgeben
alliance-next-fill-core-group = Kerngruppe zusammenstellen
alliance-next-go-on = An der Arbeitshilfe weiterarbeiten
alliance-facts = Das Bündnis auf einen Blick
alliance-more = Weiter
alliance-waits = Wartet auf Sie
alliance-waits-task = Aufgabe
alliance-waits-thread = Anmerkung
alliance-waits-more-time = Bitte um mehr Zeit
alliance-waits-declined = Absage
alliance-waits-hint = Hinweis, wer mehr weiß
alliance-waits-until = bis { $day }
alliance-waits-more = { $count ->
    [one] und 1 weitere
   *[other] und { $count } weitere
}
alliance-requests = Darum wird Ihr Bündnis gebeten
alliance-change = Ändern
alliance-not-entered = Noch nicht eingetragen.
alliance-core-group = { $count ->
    [0] Noch niemand
    [one] 1 Mitglied
   *[other] { $count } Mitglieder
 }
alliance-taking-part = { $joined ->
    [one] 1 von { $all } Kommunen ist dem Kreis beigetreten
   *[other] { $joined } von { $all } Kommunen sind dem Kreis beigetreten
  }
alliance-constellation-city = Kreisfreie Stadt
alliance-constellation-district-with-municipalities = Kreis gemeinsam mit kreisangehörigen Kommunen
alliance-constellation-district-only = Nur Kreis
alliance-constellation-municipality-only = Nur kreisangehörige Kommune

alliance-focus-title = Schwerpunkt
alliance-focus-help = Für wen ist das Bündnis da? Das hängt nicht davon ab, was einzelne Programme fördern, und lässt sich jederzeit ändern.
alliance-focus-all = Alle jungen Volljährigen von 18 bis unter 27 Jahren
alliance-focus-insecure-status = Junge Volljährige mit unsicherem Aufenthalt

office-title = Geschäftsführende Stelle
office-lead = Wo die Stelle sitzt und wie man sie erreicht. Alle im Bündnis und die LaKI sehen diese Angaben.
office-placement = Wo in der Verwaltung sitzt die Stelle?
office-placement-help = Mehreres ist möglich. Nur diese Angabe geht in die Kurzfassung ein.
office-name = Ansprechperson
office-institution = Amt, Fachbereich oder Einrichtung
office-address = Anschrift
office-phone = Telefon
office-email = E-Mail
board-lead-title = Federführendes Mitglied des Verwaltungsvorstands
board-lead-lead = Wer trägt das Bündnis im Verwaltungsvorstand und hilft, wenn es Konflikte gibt?
board-lead-name = Name und Amt

done-alliance-founded = Das Bündnis ist angelegt. Laden Sie als Nächstes die Geschäftsführende Stelle ein.
done-alliance-saved = Die Änderungen sind gespeichert.
