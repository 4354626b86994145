/// PV08: worlds.
extension Explanation {
  static let notOfAWorld = Explanation(
    """
    State, objects, agents and actions are declared by a world (`world NAME`), which says what there is
    and what can happen. A spec says what must hold of a plan or of a world, and `use`s the world's file.
    """,
    fails: .items("var approved: Bool = false"),
    passes: .file("world example\n\nvar approved: Bool = false\n"))

  static let badInitialValue = Explanation(
    """
    A first value is of the type that stands before it, and made of what never changes: constants,
    objects, fixed fields.
    """,
    fails: .file("world example\n\nvar backups: Int = \"none\"\n"),
    passes: .file("world example\n\nvar backups: Int = 0\n"))

  static let notAPlace = Explanation(
    """
    An action changes the `var`s of the world and of its objects. Parameters, constants and fields
    without `var` stay what they are, so that a reader knows what can change.
    """,
    fails: .file(
      """
      world example

      entity Database { environment: String }
      object orders: Database { environment: "production" }

      action promote(db: Database) { db.environment = "production" }
      """),
    passes: .file(
      """
      world example

      entity Database { var environment: String }
      object orders: Database { environment: "staging" }

      action promote(db: Database) { db.environment = "production" }
      """))

  static let wrongAssignment = Explanation(
    """
    What is assigned is of the type of its place, or `null`; `+=` and `-=` are for numbers.
    """,
    fails: .file("world example\n\nvar budget: Int = 10\n\naction spend() { budget = \"less\" }\n"),
    passes: .file("world example\n\nvar budget: Int = 10\n\naction spend() { budget -= 1 }\n"))

  static let badObject = Explanation(
    """
    An object gives values to the fields that its entity declares, each once. What it does not give can
    be anything, or starts as the entity says.
    """,
    fails: .file(
      "world example\n\nentity Database { var exists: Bool = true }\nobject orders: Database { exist: true }\n"
    ),
    passes: .file(
      "world example\n\nentity Database { var exists: Bool = true }\nobject orders: Database { exists: true }\n"
    ))

  static let unknownAction = Explanation(
    """
    What an agent may do is a list of actions that the world declares. A name without an action would
    be a permission that means nothing.
    """,
    fails: .file(
      "world example\n\nvar backups: Int = 0\n\naction backup() { backups += 1 }\n\nagent keeper { may backups_all }\n\nagent other { may backup }\n"
    ),
    passes: .file(
      "world example\n\nvar backups: Int = 0\n\naction backup() { backups += 1 }\n\nagent keeper { may backup }\n"
    ))

  static let misplacedMoment = Explanation(
    """
    What an action needs and does depends on the state before it and on nothing else: `once`, `before`
    and the like stand in properties. What an action must remember is kept in a `var`.
    """,
    fails: .file(
      "world example\n\nvar approved: Bool = false\n\naction drop() { requires once { approved } }\n"
    ),
    passes: .file(
      "world example\n\nvar approved: Bool = false\n\naction drop() { requires approved }\n"))

  static let badCreation = Explanation(
    """
    Objects come into being while a plan runs only where their entity says how many there can be at most:
    what is checked is finite, and the bound is printed with every proof.
    """,
    fails: .file(
      "world example\n\nentity File { var open: Bool = true }\n\naction touch() { create f: File }\n"
    ),
    passes: .file(
      "world example\n\nentity File at most 3 { var open: Bool = true }\n\naction touch() { create f: File }\n"
    ))

  static let badStep = Explanation(
    """
    `before` and `whenever` name a step of a world by its action and its arguments, which are objects, or
    true or false, and the same at every moment.
    """,
    fails: .file(
      """
      world example

      var total: Int = 0
      action pay(amount: Int) { total += amount }

      invariant example "An example" { whenever pay(5) happens { total > 0 } }
      """),
    passes: .file(
      """
      world example

      var paid: Bool = false
      action pay() { paid = true }

      invariant example "An example" { whenever pay() happens { paid } }
      """))

  static let idleAction = Explanation(
    """
    Where a world declares agents, only what one of them may do can happen. An action that none of them
    may take is often a permission that was forgotten.
    """,
    fails: .file(
      """
      world example

      var backups: Int = 0
      action backup() { backups += 1 }
      action prune() { backups = 0 }

      agent keeper { may backup }
      """),
    passes: .file(
      """
      world example

      var backups: Int = 0
      action backup() { backups += 1 }
      action prune() { backups = 0 }

      agent keeper { may backup, prune }
      """))

  static let noAgent = Explanation(
    """
    `actor` is the agent that takes the step. Where a world declares no agent, anybody may do anything,
    and there is nobody to name.
    """,
    fails: .file(
      "world example\n\nvar owner: Agent\n\naction claim() { owner = actor }\n"),
    passes: .file(
      "world example\n\nvar owner: Agent\n\naction claim() { owner = actor }\n\nagent robot { may claim }\n"
    ))
}
