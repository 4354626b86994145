/// PV08: worlds.
extension Explanation {
  static let onlyInWorlds = Explanation(
    """
    Only a world (`world NAME`) declares objects, agents and actions. A world says what exists and what
    can happen. A spec says what must hold in a plan or in a world, and it `use`s the file of the world.
    A `var` of a world is a part of its state; a `var` of a spec is a value from outside.
    """,
    fails: .items("relation approved(Resource)"),
    passes: .file("world example\n\nrelation approved(Agent)\n"))

  static let badInitialValue = Explanation(
    """
    An initial value has the declared type, or is `null`. It contains only things that never change:
    constants, objects, fixed fields.
    """,
    fails: .file("world example\n\nvar backups: Int = \"none\"\n"),
    passes: .file("world example\n\nvar backups: Int = 0\n"))

  static let notAssignable = Explanation(
    """
    An action changes the `var`s of the world and of its objects. Parameters, constants and fields
    without `var` never change, so that a reader knows what can change.
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
    The assigned value has the type of the `var` on the left, or is `null`. `+=` and `-=` take only
    numbers.
    """,
    fails: .file("world example\n\nvar budget: Int = 10\n\naction spend() { budget = \"less\" }\n"),
    passes: .file("world example\n\nvar budget: Int = 10\n\naction spend() { budget -= 1 }\n"))

  static let badObject = Explanation(
    """
    An object gives values to the fields that its entity declares, each at most once. A field without
    a value gets the initial value that the entity declares. If there is none, it can have any value.
    Two objects of one entity cannot have the same `name`, because plans find an object by its name.
    """,
    fails: .file(
      "world example\n\nentity Database { var exists: Bool = true }\nobject orders: Database { exist: true }\n"
    ),
    passes: .file(
      "world example\n\nentity Database { var exists: Bool = true }\nobject orders: Database { exists: true }\n"
    ))

  static let unknownAction = Explanation(
    """
    The names after `may` are actions that the world declares. A name without an action would be a
    permission without effect.
    """,
    fails: .file(
      "world example\n\nvar backups: Int = 0\n\naction backup() { backups += 1 }\n\nagent keeper { may backups_all }\n\nagent other { may backup }\n"
    ),
    passes: .file(
      "world example\n\nvar backups: Int = 0\n\naction backup() { backups += 1 }\n\nagent keeper { may backup }\n"
    ))

  static let misplacedMoment = Explanation(
    """
    The effects of an action and its `requires` depend only on the state before the action. `once`,
    `before` and the other operators about time belong in properties. If an action depends on what
    happened earlier, keep that in a `var`.
    """,
    fails: .file(
      "world example\n\nvar approved: Bool = false\n\naction drop() { requires once { approved } }\n"
    ),
    passes: .file(
      "world example\n\nvar approved: Bool = false\n\naction drop() { requires approved }\n"))

  static let badCreation = Explanation(
    """
    An action can create objects of an entity only if the entity says how many, as in
    `entity File at most 3`. So there are only finitely many objects, and every proof prints the limit.
    """,
    fails: .file(
      "world example\n\nentity File { var open: Bool = true }\n\naction touch() { create f: File }\n"
    ),
    passes: .file(
      "world example\n\nentity File at most 3 { var open: Bool = true }\n\naction touch() { create f: File }\n"
    ))

  static let badStep = Explanation(
    """
    `before` and `whenever` name a step of a world by its action and its arguments. Each argument is
    an object, `true` or `false`, and it is the same at every moment.
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

  static let unpermittedAction = Explanation(
    """
    If a world declares agents, an action can happen only if an agent may take it. If no agent may
    take an action, a permission was often forgotten.
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
    `actor` is the agent that takes the step. In a world without agents, every action can happen
    without an agent, so there is no `actor`.
    """,
    fails: .file(
      "world example\n\nvar owner: Agent\n\naction claim() { owner = actor }\n"),
    passes: .file(
      "world example\n\nvar owner: Agent\n\naction claim() { owner = actor }\n\nagent robot { may claim }\n"
    ))

  static let badCommand = Explanation(
    """
    `command` declares what a command of the project does, so that a plan that runs it can be verified.
    It is a single command of plain words, which can be in single quotes: no variable, pattern, pipe or
    redirection. It is declared once for a directory.
    """,
    fails: .file("world example\n\ncommand \"npm test | tail\" touches nothing\n"),
    passes: .file("world example\n\ncommand \"npm test\" touches nothing\n"))

  static let badDirectory = Explanation(
    """
    `directory` declares the directory that the relative paths of a world are relative to. It is an absolute
    path, and a world with the files that it uses declares it once.
    """,
    fails: .file("world example\n\ndirectory \"shop\"\n"),
    passes: .file("world example\n\ndirectory \"/srv/shop\"\n"))

  static let earlierValue = Explanation(
    """
    All statements of an action happen at once: every value in them is that before the step, whatever the
    order of the statements. A statement that reads a variable below the statement that counts it up or
    down looks as if it read the new value, and reads the old one. Move it up if the old value is meant,
    or write the new value.
    """,
    fails: .file(
      "world example\n\nvar next: Int = 0\nvar ticket: Int = 0\n\naction draw() {\n  next += 1\n  ticket = next\n}\n"
    ),
    passes: .file(
      "world example\n\nvar next: Int = 0\nvar ticket: Int = 0\n\naction draw() {\n  ticket = next + 1\n  next += 1\n}\n"
    ))
}
