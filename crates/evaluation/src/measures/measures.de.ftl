# Einzelne Angaben aus den Kurzfassungen: Vorläufer und fehlende Akteure
predecessors-title = Netzwerke und Vorläuferprogramme
predecessors-lead = An welche bestehenden Netzwerke und Programme die Bündnisse ihre Kerngruppe angebunden haben.
predecessors-code = Netzwerk oder Programm
predecessors-help = Gezählt sind die zur Auswahl stehenden Programme; eigene Bezeichnungen der Bündnisse zählen hier nicht mit. Mehreres ist möglich.
missing-actors-title = Gewünschte Akteure, die noch fehlen
missing-actors-lead = Akteursgruppen, die Bündnisse für ihre Kerngruppe vorgesehen haben, die dort aber noch nicht Mitglied sind.
missing-actors-code = Akteursgruppe
missing-actors-help = Gezählt sind die Bündnisse, denen diese Akteursgruppe noch fehlt.
measures-none-title = Diese Angabe wurde nicht erhoben
measures-none-help = Die Arbeitshilfe dieser Erhebungswelle fragt nicht danach. Wählen Sie oben eine andere Erhebungswelle.
