# Steuerungsbedarf: worauf Ministerium und Landeskoordination früh hingewiesen werden
steering-title = Steuerungsbedarf
steering-lead = Worauf das Land jetzt achten sollte. klappt rechnet jeden Tag nach und schreibt Ministerium und Landeskoordination, sobald etwas neu dazukommt.
steering-none-title = Zurzeit nichts Auffälliges
steering-none-help = Sobald viele Bündnisse dieselbe Lücke oder Regel nennen oder Antworten ausbleiben, steht es hier.
steering-why = Wann etwas hier steht
steering-what = Worum es geht
steering-kind = Art
steering-kind-gap = Lücke
steering-kind-rule = Regel von Land oder Bund
steering-kind-returns = Rücklauf
steering-count = Bündnisse
steering-share = Anteil
steering-since = Seit
steering-not-told = neu
steering-of = { $count } von { $of }
steering-why-gap = Mindestens { $alliances } Bündnisse und mindestens { $percent } % derer, die die Frage beantwortet haben, nennen die Lücke.
steering-why-rule = Mindestens { $alliances } Bündnisse nennen die Regel, und ihr Stand ist noch „offen“.
steering-why-returns = Ab { $days } Tagen vor dem letzten Tag haben weniger als { $percent } % der gefragten Bündnisse geantwortet.
steering-sentence-gap = Lücke: { $words } – { $count } von { $of } Bündnissen nennen sie
steering-sentence-rule = Regel: { $words } – { $count } Bündnisse nennen sie, ihr Stand ist offen
steering-sentence-returns = Rücklauf: { $words } – { $count } von { $of } Bündnissen haben geantwortet, letzter Tag ist der { $last }
steering-letter-subject = { $count ->
    [one] Ein neuer Steuerungsbedarf
   *[other] { $count } neue Steuerungsbedarfe
  }
steering-letter-body =
    Guten Tag { $name },

    { $count ->
        [one] klappt weist auf etwas hin, das neu dazugekommen ist:
       *[other] klappt weist auf Punkte hin, die neu dazugekommen sind:
    }

    { $needs }

    Die Zahlen dahinter und die Gründe stehen hier:
    { $address }
