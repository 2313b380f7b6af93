# Welche Unterstützung ein Bündnis vom Land braucht
support-title = Unterstützung durch das Land
support-lead = Was würde Ihrem Bündnis helfen? Die LaKI sieht diese Angabe in ihrer Übersicht „Wo Bündnisse fehlen“.
support-need = Welche Unterstützung brauchen Sie?
support-need-help = Zum Beispiel: Beratung beim Aufbau der Kerngruppe, ein Gespräch mit dem Jobcenter, Personal. Brauchen Sie nichts mehr, leeren Sie das Feld.
done-support-saved = Die Angabe ist gespeichert.
