# Antworten der Bündnisse nebeneinander
answers-title = Antworten nebeneinander
answers-lead = Was die Bündnisse zu einer Frage der Zusammenfassung abgegeben haben.
answers-search = Wörter suchen
answers-pages = Seiten
answers-previous = Vorige Bündnisse
answers-next = Weitere Bündnisse
answers-none-title = Keine Antworten
answers-none-help = Zu dieser Frage hat noch kein Bündnis etwas abgegeben.
answers-none-narrowed = Mit dieser Auswahl findet sich nichts. Nehmen Sie eine Einschränkung zurück.
