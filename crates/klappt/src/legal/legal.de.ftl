# Rechtliche Seiten
legal-edit = Text bearbeiten
legal-body = Text der Seite
legal-body-help = Absätze trennt eine Leerzeile. Eine Zeile, die mit # beginnt, wird zur Überschrift. Ersetzen Sie jede Stelle in eckigen Klammern. Was in geschweiften Klammern steht, füllt klappt aus den Einstellungen.
legal-to-write = Hier fehlt noch etwas: Dies ist die mitgelieferte Vorlage.
legal-to-write-help = Wer diese Installation betreibt, ersetzt die Stellen in eckigen Klammern, bevor andere sie benutzen: angemeldet mit der Rolle „Betriebsstelle“ auf dieser Seite unter „Text bearbeiten“.
done-legal-saved = Der Text ist gespeichert und öffentlich sichtbar.
legal-needs-text = Diese Seite braucht einen Text; sie ist gesetzlich vorgeschrieben.
legal-when-told = Weisung der zuständigen Stelle
