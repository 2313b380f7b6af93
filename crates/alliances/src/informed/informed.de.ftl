# Wer über wen informiert wird
informed-title = Wer informiert wen?
informed-lead = Größere Kommunen können in der Kerngruppe für ihre Nachbarn mitsprechen und sie auf dem Laufenden halten. Halten Sie hier fest, wer über wen informiert wird.
informed-multipliers = Diese Kommunen informieren andere
informed-all = Alle Kommunen
informed-through = Informiert über
informed-through-of = Über wen wird { $name } informiert?
informed-directly = direkt durch die Geschäftsführende Stelle
done-informed-saved = Die Angabe ist gespeichert.
