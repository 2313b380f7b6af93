# Die linke Leiste: Wörter, die die Nutzenden selbst benutzen.
nav-alliance = Überblick
nav-workbooks = Arbeitshilfen
nav-figures = Kennzahlen
nav-organisations = Verzeichnis
nav-core-group = Kerngruppe
nav-municipalities = Kommunen
nav-people = Zugänge
nav-land = Landesüberblick
nav-waves = Erhebungen
nav-alliances = Bündnisse
nav-territory = Gebiete
nav-accounts = Konten
nav-audit = Protokoll
