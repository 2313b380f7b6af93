# Die linke Leiste: Wörter, die die Nutzenden selbst benutzen.
nav-alliance = Überblick
nav-workbooks = Arbeitshilfen
nav-figures = Kennzahlen
nav-organisations = Verzeichnis
nav-core-group = Kerngruppe
nav-municipalities = Kommunen
nav-people = Zugänge
nav-land = Landesüberblick
nav-waves = Erhebungswellen
nav-alliances = Bündnisse
nav-operation = Betrieb
nav-territory = Gebiete
nav-accounts = Konten
nav-audit = Protokoll
