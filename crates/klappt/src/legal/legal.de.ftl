# Rechtliche Seiten
legal-edit = Text bearbeiten
legal-body = Text der Seite
legal-body-help = Absätze trennt eine Leerzeile. Eine Zeile, die mit # beginnt, wird zur Überschrift.
done-legal-saved = Der Text ist gespeichert und öffentlich sichtbar.
legal-needs-text = Diese Seite braucht einen Text; sie ist gesetzlich vorgeschrieben.
legal-when-told = Weisung der zuständigen Stelle
