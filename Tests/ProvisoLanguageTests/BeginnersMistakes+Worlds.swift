extension BeginnersMistakesTests {
  /// Worlds.
  static let worlds: [Mistake] = [
    Mistake(
      text: lamp + "invariant a \"A\" { n mod 2 == 0 or n == 1 }\n",
      says: "write `%`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n == 1 implies eventually { n == 2 } }\n",
      says: "write `n == 1 leads to n == 2`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n == 1 leads_to n == 2 }\n",
      says: "write `leads to`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n == 1 leads to { n == 2 } }\n",
      says: "write `n == 2`"),
    Mistake(
      text: lamp + "invariant a \"A\" { eventually n == 2 }\n",
      says: "write `eventually { n == 2 }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { <>(n == 2) }\n",
      says: "write `eventually { n == 2 }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { F(n == 2) }\n",
      says: "write `eventually { n == 2 }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { G(n <= 3) }\n",
      says: "write `(n <= 3)`"),
    Mistake(
      text: lamp + "invariant a \"A\" { [](n <= 3) }\n",
      says: "remove it"),
    Mistake(
      text: lamp + "invariant a \"A\" { []<>(n == 3) }\n",
      says: "write `true leads to n == 3`"),
    Mistake(
      text: lamp + "eventually p \"P\" { n == 3 }\n",
      says: "write `invariant p \"P\" { eventually { n == 3 } }`"),
    Mistake(
      text: lamp + "liveness p \"P\" { n == 3 }\n",
      says: "write `invariant p \"P\" { eventually { n == 3 } }`"),
    Mistake(
      text: lamp + "never p \"P\" { n == 3 }\n",
      says: "write `invariant p \"P\" { not (n == 3) }`"),
    Mistake(
      text: lamp + "invariant p \"P\" eventually { n == 3 }\n",
      says: "write `{ eventually { n == 3 } }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n' >= n }\n",
      says: "write `whenever up() happens { n >= before.n }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n >= old(n) }\n",
      says: "write `whenever up() happens { n >= before.n }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n >= old n }\n",
      says: "write `whenever up() happens { n >= before.n }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { n <= next(n) }\n",
      says: "write `whenever up() happens { before.n <= n }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { before.n <= n }\n",
      says: "write `whenever up() happens { before.n <= n }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { every j in Jug { j.water >= old(j.water) } }\n",
      says: "whenever fill(jug) happens { every j in Jug { j.water >= before.j.water } }"),
    Mistake(
      text: lamp + "invariant a \"A\" { len(Jug) > 0 }\n",
      says: "write `count(j in Jug)`"),
    Mistake(
      text: lamp + "invariant a \"A\" { Jug.size() > 0 }\n",
      says: "write `count(j in Jug)`"),
    Mistake(
      text: lamp + "invariant a \"A\" { every jug { jug.water <= jug.size } }\n",
      says: "write `every jug in Jug`"),
    Mistake(
      text: lamp + "invariant a \"A\" { all j: Jug | j.water >= 0 }\n",
      says: "write `every j in Jug { j.water >= 0 }`"),
    Mistake(
      text: lamp + "invariant a \"A\" { even(n) or n == 1 or n == 3 }\n",
      says: "write `n % 2 == 0`"),
    Mistake(
      text: lamp + "action down() { n =+ 1 }\n",
      says: "write `+=`"),
    Mistake(
      text: lamp + "action down() { n' = n - 1 }\n",
      says: "remove the `'`"),
    Mistake(
      text: lamp + "action down() { n == n - 1 }\n",
      says: "write `n = n - 1`"),
    Mistake(
      text: lamp + "action down() { let n = n - 1 }\n",
      says: "remove the `let`"),
    Mistake(
      text: lamp + "action down() { set n = n - 1 }\n",
      says: "remove the `set`"),
    Mistake(
      text: lamp + "action down() { if n > 0 then n = 0 else n = 1 }\n",
      says: "write `{ n = 0 } else { n = 1 }`"),
    Mistake(
      text: lamp + "action down() { if n > 0: n = 0 }\n",
      says: "write `{ n = 0 }`"),
    Mistake(
      text: lamp + "action down() { n = 0 if n > 2 else 1 }\n",
      says: "write `if n > 2 then 0 else 1`"),
    Mistake(
      text: lamp + "action down() requires n > 0 { n -= 1 }\n",
      says: "write `{ requires n > 0`"),
    Mistake(
      text: lamp + "action down(): Int { n = result }\n",
      says: "write `returns result: Int`"),
    Mistake(
      text: lamp + "action down(j) { j.water = 0 }\n",
      says: "write `j: Jug`"),
    Mistake(
      text: lamp + "var m: 0...3 = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "var m: 0..=3 = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "var m: 0..<4 = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "var m: 0 to 3 = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "var m: range(0, 3) = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "var m: [0..3] = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "var m: {0, 1, 2} = 0\n",
      says: "write `0..2`"),
    Mistake(
      text: lamp + "var m: int 0..3 = 0\n",
      says: "write `0..3`"),
    Mistake(
      text: lamp + "Bool on = false\n",
      says: "write `var on: Bool`"),
    Mistake(
      text: lamp + "var on: Bool = 0\n",
      says: "write `false`"),
    Mistake(
      text: lamp + "Jug small\n",
      says: "write `object small: Jug`"),
    Mistake(
      text: lamp + "new Jug small\n",
      says: "write `object small: Jug`"),
    Mistake(
      text: lamp + "object small = Jug()\n",
      says: "write `:`", count: 2),
    Mistake(
      text: lamp + "object small, tiny: Jug\n",
      says: "write `object small: Jug` and `object tiny: Jug`"),
    Mistake(
      text: lamp + "var s: Set of Jug = []\n",
      says: "write `Set<Jug>`"),
    Mistake(
      text: lamp + "var s: Set(Jug) = []\n",
      says: "write `Set<Jug>`"),
    Mistake(
      text: lamp + "var s: set Jug = {}\n",
      says: "write `[]`", count: 2),
    Mistake(
      text: lamp + "var s: Set<Jug> = {big}\n",
      says: "write `[big]`"),
    Mistake(
      text: lamp + "entity Person { var friend: lone Person }\n",
      says: "remove the `lone`"),
    Mistake(
      text: lamp + "entity Person { var friend: Person? = null }\n",
      says: "remove the `?`"),
    Mistake(
      text: lamp + "enum Colour = red | green\n",
      says: "write `enum Colour { red, green }`"),
    Mistake(
      text: lamp + "enum Colour { \"red\", \"green\" }\n",
      says: "write `red`", count: 2),
    Mistake(
      text: lamp + "enum Colour { red; green }\n",
      says: "write `,`"),
    Mistake(
      text: lamp + "enum Colour { red green }\n",
      says: "add `,`"),
    Mistake(
      text: lamp
        + "enum Colour { red, green }\nvar c: Colour = red\naction go() { c = \"green\" }\n",
      says: "write `green`"),
    Mistake(
      text: lamp
        + "enum Colour { red, green }\nvar c: Colour = red\naction go() { c = Colour::green }\n",
      says: "write `green`"),
    Mistake(
      text: lamp
        + "invariant a \"A\" {\n  every j in Jug {\n    j.water >= 0\n}\ninvariant b \"B\" { n >= 0 }\n",
      says: "add the `}`"),
  ]

  /// Mistakes whose mending depends on what is meant.
  static let unmended: [Mistake] = [
    Mistake(
      text: property("some r in resources where r.now.tags[-1] == 1"),
      says: "the first element has the index 0"),
    Mistake(
      text: property("every r in resources { not r.deleted }"),
      says: "`destroyed` says that its data is gone"),
    Mistake(
      text: property("every r in resources { r.change.actions != [\"delete\"] }"),
      says: "`action` says what the plan does"),
    Mistake(
      text: property("every r in resources { r.now.size <= 5 GB }"),
      says: "a number has no unit"),
    Mistake(
      text: property("every r in resources { r.now.size <= 5GB }"),
      says: "a number has no unit"),
    Mistake(
      text: property("count(r in resources where r.destroyed) <= 10%"),
      says: "a number has no unit"),
    Mistake(
      text: property("resources[\"aws_instance.web\"].exists"),
      says: "some r in resources where r.address == \"aws_instance.web\""),
    Mistake(
      text: property("first(resources).exists"),
      says: "write `some r in resources where …`"),
    Mistake(
      text: lamp + "invariant a \"A\" { water <= 3 }\n",
      says: "it is an attribute of each `Jug`"),
    Mistake(
      text: lamp + "invariant a \"A\" { every jug in Jug { fill(jug) implies jug.water > 0 } }\n",
      says: "whenever fill(jug) happens"),
    Mistake(
      text: lamp + "action down() { n = n' - 1 }\n",
      says: "every value in a statement is the one before the step"),
    Mistake(
      text: lamp + "action down() { while n > 0 { n -= 1 } }\n",
      says: "write a process as several actions"),
    Mistake(
      text: "var on: Bool = false\nworld lamp\naction press() { on = not on }\n",
      says: "move `world lamp` to the top"),
    Mistake(
      text: "{\"resource_changes\": []}\n",
      says: "this is JSON"),
    Mistake(
      text: "steps:\n  - call: x\n",
      says: "this is YAML"),
    Mistake(
      text: "spec s for pouring\ninvariant a \"A\" { true }\n",
      says: "use \"pouring.proviso\""),
    Mistake(
      text: lamp
        + "entity Person {\n  var friend ! Person\n  var age: Int = 3\n}\nobject ann: Person\naction x(p: Person) { p.age = 2 }\nagent z { may x }\ninvariant a \"A\" { every p in Person { p.age > 1 } and ann.age == 2 }\n",
      says: "expected `:` and the type"),
    Mistake(
      text: lamp
        + "enum Colour { red, 3 }\nvar c: Colour = red\naction go() { c = red }\ninvariant a \"A\" { c == red }\n",
      says: "expected another value"),
  ]
}
