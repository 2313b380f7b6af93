# Mehr Zeit: die Geschäftsführende Stelle bittet, die LaKI antwortet
extension-title = Mehr Zeit erbitten
extension-help = Reicht die Zeit bis zum { $deadline } nicht? Nennen Sie einen Tag und den Grund. Die LaKI antwortet Ihnen per E-Mail.
extension-wanted = Bis wann möchten Sie abgeben?
extension-wanted-help = Ein Tag nach Ihrer jetzigen Frist.
extension-reason = Warum brauchen Sie mehr Zeit?
extension-reason-help = Ein Satz genügt. Die LaKI liest ihn.
extension-ask = Um mehr Zeit bitten
extension-standing-open = Sie haben am { $at } um mehr Zeit bis zum { $wanted } gebeten. Die Antwort der LaKI steht noch aus. Bis dahin gilt Ihre jetzige Frist.
extension-standing-granted = Ihrer Bitte um mehr Zeit ist die LaKI gefolgt: Abgabe bis zum { $granted }.
extension-standing-refused = Ihre Bitte um mehr Zeit bis zum { $wanted } hat die LaKI abgelehnt. Grund: { $reason }

extension-mark = bittet um mehr Zeit bis { $wanted }
extension-waiting = { $count ->
    [one] 1 Bündnis bittet um mehr Zeit.
   *[other] { $count } Bündnisse bitten um mehr Zeit.
}
extension-waiting-show = Ansehen und beantworten
extension-only-waiting = Nur mit offener Bitte um mehr Zeit
extension-answer-title = Das Bündnis bittet um mehr Zeit
extension-answer-asked = Am { $at } hat die Geschäftsführende Stelle um Zeit bis zum { $wanted } gebeten.
extension-answer-because = Grund: { $reason }
extension-answer-help = Die Geschäftsführende Stelle bekommt Ihre Antwort per E-Mail.
extension-grant = Bis zum { $wanted } gewähren
extension-grant-other = Einen anderen Tag geben Sie unten bei „Eigene Frist“ an; auch damit ist die Bitte beantwortet.
extension-refuse-reason = Grund der Ablehnung dieser Bitte
extension-refuse = Bitte ablehnen

extension-nothing-owed = Zu dieser Abfrage fehlt nichts mehr. Mehr Zeit ist nicht nötig.
extension-not-later = Bitte nennen Sie einen Tag nach Ihrer jetzigen Frist.
extension-asked-already = Eine Bitte um mehr Zeit liegt der LaKI schon vor. Bitte warten Sie ihre Antwort ab.
extension-nothing-asked = Es liegt keine offene Bitte um mehr Zeit vor. Vielleicht wurde sie gerade beantwortet.

extension-asked-subject = Bitte um mehr Zeit: { $alliance }, { $wave }
extension-asked-body =
    Guten Tag { $name },

    das Bündnis { $alliance } bittet in der Erhebungswelle „{ $wave }“ um mehr Zeit: bis zum { $wanted } statt bis zum { $deadline }.

    Grund: { $reason }

    Hier können Sie antworten:
    { $address }
extension-refused-subject = Ihre Bitte um mehr Zeit: { $wave }
extension-refused-body =
    Guten Tag { $name },

    Sie haben für das Bündnis { $alliance } in der Erhebungswelle „{ $wave }“ um Zeit bis zum { $wanted } gebeten. Das ist leider nicht möglich; es bleibt bei der Frist { $deadline }.

    Grund: { $reason }

    Geben Sie bitte ab, was Sie bis dahin wissen. Auch Teilantworten helfen:
    { $address }

    Freundliche Grüße
    Ihre Landesweite Koordinierungsstelle (LaKI)

done-extension-asked = Ihre Bitte ist bei der LaKI. Die Antwort kommt per E-Mail.
done-extension-granted = Die Bitte ist gewährt. Die Geschäftsführende Stelle bekommt eine Nachricht.
done-extension-refused = Die Bitte ist abgelehnt. Die Geschäftsführende Stelle bekommt eine Nachricht.
