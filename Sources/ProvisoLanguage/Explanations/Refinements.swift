/// PV0815.
extension Explanation {
  static let badRefinement = Explanation(
    """
    `refines` says that each step of this world is a step of another world, or changes nothing there. So
    it gives the whole state of the other world, as expressions over the state of this one: each `var`,
    each field that is not a constant, and each relation. What this world has under the same name and with
    the same type may be left out. The types of the values have the same names in both worlds, with the
    same objects.
    """,
    fails: .file(refining("{\n}"), ["hours.proviso": hours]),
    passes: .file(refining("{\n  hour = minutes / 60\n}"), ["hours.proviso": hours]))

  private static let hours =
    "world hours\n\nvar hour: Decimal = 0\n\naction pass() { hour += 1 }\n"

  private static func refining(_ mapping: String) -> String {
    """
    world minutes

    var minutes: Int = 0

    action pass() { minutes += 60 }

    refines hours
      "Sixty minutes are an hour"
      from "hours.proviso"
    \(mapping)

    """
  }
}
