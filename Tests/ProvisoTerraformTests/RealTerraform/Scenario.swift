/// A configuration, its changed version, and the orders that were observed in Terraform
/// (SemanticsOfTerraform, "Experiments").
struct Scenario: Sendable, CustomStringConvertible {
  let id: String
  let before: String
  let after: String
  var options: [String] = []
  /// Pairs of nodes of Terraform's graph: the first waits for the second.
  let orders: [(String, String)]
  /// Pairs of nodes that do not wait for each other.
  var free: [(String, String)] = []

  var description: String { id }

  /// Returns the text of a `terraform_data` resource. `input` and `trigger` are expressions.
  private static func data(
    _ name: String, _ input: String = "1", trigger: String = "1", first: Bool = false,
    more: String = ""
  ) -> String {
    """
    resource "terraform_data" "\(name)" {
      input = \(input)
      triggers_replace = \(trigger)
      \(more)
      lifecycle {
        create_before_destroy = \(first)
      }
    }

    """
  }

  private static func ref(_ name: String) -> String { "terraform_data.\(name).id" }

  private static func at(_ name: String) -> String { "terraform_data.\(name)" }

  private static func destroy(_ name: String) -> String { "terraform_data.\(name) (destroy)" }

  private static func deposed(_ name: String) -> String {
    "terraform_data.\(name) (destroy deposed *)"
  }

  private static let removals: [Scenario] = [
    Scenario(
      id: "E2a: everything is destroyed", before: data("a") + data("b", ref("a")),
      after: data("a") + data("b", ref("a")), options: ["-destroy"],
      orders: [(destroy("a"), destroy("b"))]),
    Scenario(
      id: "E2b: a is removed, b stays", before: data("a") + data("b", ref("a")), after: data("b"),
      orders: [(at("b"), destroy("a"))]),
    Scenario(
      id: "E2c: the same, a is created first", before: data("a", first: true) + data("b", ref("a")),
      after: data("b"), orders: [(destroy("a"), at("b"))]),
    Scenario(
      id: "E2d: the same, only b is created first",
      before: data("a") + data("b", ref("a"), first: true), after: data("b", first: true),
      orders: [(destroy("a"), at("b"))]),
    Scenario(
      id: "E2e: b is removed, a changes", before: data("a") + data("b", ref("a")),
      after: data("a", "2"),
      orders: [(at("a"), destroy("b"))]),
    Scenario(
      id: "E2f: the same, b is created first",
      before: data("a") + data("b", ref("a"), first: true), after: data("a", "2", first: true),
      orders: [(destroy("b"), at("a"))]),
    Scenario(
      id: "E6c: f is forgotten",
      before: data("a") + data("f", ref("a")) + data("d", ref("f")),
      after: data("a", "2") + data("d", "2") + """
        removed {
          from = terraform_data.f
          lifecycle {
            destroy = false
          }
        }
        """,
      orders: [
        (at("a"), "terraform_data.f (forget)"), (at("d"), "terraform_data.f (forget)"),
      ]),
    Scenario(
      id: "E7a: count shrinks",
      before: data("a", more: "count = 2") + data("u", "terraform_data.a[0].id"),
      after: data("a", more: "count = 1") + data("u", "[terraform_data.a[0].id]")
        + data("n", "terraform_data.a[0].id"),
      orders: [(at("u"), destroy("a[1]")), (at("n"), destroy("a[1]"))]),
    Scenario(
      id: "E9d: count shrinks, and the flag is removed",
      before: data("a", first: true, more: "count = 2") + data("u", "terraform_data.a[0].id"),
      after: data("a", more: "count = 1") + data("u", "[terraform_data.a[0].id]"),
      orders: [(destroy("a[1]"), at("u"))]),
  ]

  private static func chain(_ first: Set<String>, _ trigger: Int) -> String {
    data("a", trigger: "\(trigger)", first: first.contains("a"))
      + data("b", trigger: "[\(trigger), \(ref("a"))]", first: first.contains("b"))
  }

  private static let replacements: [Scenario] = [
    Scenario(
      id: "E3a: both are replaced, destroyed first", before: chain([], 1), after: chain([], 2),
      orders: [
        (destroy("a"), destroy("b")), (at("a"), destroy("a")), (at("b"), at("a")),
      ]),
    Scenario(
      id: "E3b: the dependent is created first", before: chain(["b"], 1), after: chain(["b"], 2),
      orders: [
        (at("b"), at("a")), (deposed("b"), at("b")), (deposed("a"), deposed("b")),
      ]),
    Scenario(
      id: "E3c: only the dependency is created first", before: chain(["a"], 1),
      after: chain(["a"], 2),
      orders: [(at("a"), destroy("b")), (at("b"), at("a")), (deposed("a"), at("b"))]),
    Scenario(
      id: "E3d: a replaced, created first, b updated",
      before: data("a", first: true) + data("b", ref("a")),
      after: data("a", trigger: "2", first: true) + data("b", ref("a")),
      orders: [(at("b"), at("a")), (deposed("a"), at("b"))]),
    Scenario(
      id: "E3e: a replaced, destroyed first, b updated",
      before: data("a") + data("b", ref("a")), after: data("a", trigger: "2") + data("b", ref("a")),
      orders: [(at("a"), destroy("a")), (at("b"), at("a"))]),
    Scenario(
      id: "E9a: created first from now on", before: chain([], 1), after: chain(["a", "b"], 2),
      orders: [(deposed("a"), at("a")), (deposed("b"), at("b"))]),
    Scenario(
      id: "E9b: no longer created first", before: chain(["a", "b"], 1), after: chain([], 2),
      orders: [(at("a"), destroy("a")), (at("b"), destroy("b"))]),
    Scenario(
      id: "E9c: no longer created first, without refresh", before: chain(["a", "b"], 1),
      after: chain([], 2), options: ["-refresh=false"],
      orders: [(at("a"), destroy("a")), (at("b"), destroy("b"))]),
  ]

  private static let creations: [Scenario] = [
    Scenario(
      id: "E5: instances, literal keys, an unused local", before: "",
      after: data("r", more: "count = 2") + data("s", "terraform_data.r[0].id")
        + data("t", "terraform_data.r[*].id") + data("x"),
      orders: [(at("s"), at("r[0]")), (at("t"), at("r[0]")), (at("t"), at("r[1]"))],
      free: [(at("s"), at("r[1]")), (at("x"), at("t"))]),
    Scenario(
      id: "E6d: a move", before: data("a") + data("b", ref("a")),
      after: data("c", "2") + data("b", "[\(ref("c"))]")
        + "moved {\n  from = terraform_data.a\n  to = terraform_data.c\n}\n",
      orders: [(at("b"), at("c"))]),
    Scenario(
      id: "E8a: an unchanged object in between",
      before: data("a") + data("b", "{x = \(ref("a"))}.x"),
      after: data("a", "2") + data("b", "{x = \(ref("a"))}.x") + data("c", ref("b")),
      orders: [(at("c"), at("a"))]),
    Scenario(
      id: "E8b: a read during the apply", before: data("a"),
      after: data("a", "2") + """
        data "terraform_remote_state" "r" {
          backend = "local"
          config = { path = "${path.root}/other.json" }
          depends_on = [terraform_data.a]
        }

        """ + data("u", "data.terraform_remote_state.r.outputs"),
      orders: [
        ("data.terraform_remote_state.r", at("a")), (at("u"), "data.terraform_remote_state.r"),
      ]),
  ]

  static let all = removals + replacements + creations
}
