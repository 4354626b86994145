extension BeginnersMistakesTests {
  /// Declarations of specs.
  static let declarations: [Mistake] = [
    Mistake(
      text: spec(
        "invariant a \"A\" message \"${r.address} is gone\" { every r in resources { r.exists } }\n"
      ),
      says: "write `\\(r.address)`"),
    Mistake(
      text: spec(
        "invariant a \"A\" message \"{r.address} is gone\" { every r in resources { r.exists } }\n"),
      says: "write `\\(r.address)`"),
    Mistake(
      text: spec("deny r in resources where r.destroyed\n"),
      says: "invariant my_rule \"what must hold\" { no r in resources where r.destroyed }"),
    Mistake(
      text: spec("deny bad \"X\" { some r in resources where r.destroyed }\n"),
      says: "invariant bad \"X\" { no r in resources where r.destroyed }"),
    Mistake(
      text: spec("assert every r in resources { r.exists }\n"),
      says: "invariant my_rule \"what must hold\" { every r in resources { r.exists } }"),
    Mistake(
      text: spec("rule no_x \"X\" { some r in resources where r.exists }\n"),
      says: "write `invariant`"),
    Mistake(
      text: spec("invariant \"A server exists\" { some r in resources where r.exists }\n"),
      says: "invariant a_server_exists \"A server exists\""),
    Mistake(
      text: spec("invariant a { some r in resources where r.exists }\n"),
      says: "add a title"),
    Mistake(
      text: spec("invariant { some r in resources where r.exists }\n"),
      says: "my_rule \"what must hold\""),
    Mistake(
      text: spec("invariant a A server exists { some r in resources where r.exists }\n"),
      says: "write `\"A server exists\"`"),
    Mistake(
      text: spec("invariant No public bucket \"A\" { some r in resources where r.exists }\n"),
      says: "write `no_public_bucket`"),
    Mistake(
      text: spec("invariant no-public-bucket \"A\" { plan.complete }\n"),
      says: "write `no_public_bucket`"),
    Mistake(
      text: spec("invariant no.public \"A\" { plan.complete }\n"),
      says: "write `no_public`"),
    Mistake(
      text: spec("invariant 1st_rule \"A\" { plan.complete }\n"),
      says: "write `_1st_rule`"),
    Mistake(
      text: spec("invariant a \"A\": every r in resources { r.exists }\n"),
      says: "write `{ every r in resources { r.exists } }`"),
    Mistake(
      text: spec("invariant a \"A\" some r in resources where r.exists\n"),
      says: "write `{ some r in resources where r.exists }`"),
    Mistake(
      text: spec("invariant a \"A\" at all times { plan.complete }\n"),
      says: "write `at every moment`"),
    Mistake(
      text: spec("invariant a \"A\" at the end { plan.complete }\n"),
      says: "write `at end`"),
    Mistake(
      text: spec("invariant a f\"A\" { plan.complete }\n"),
      says: "remove the `f`"),
    Mistake(
      text: spec(
        "invariant a \"A\" message r.address + \" is gone\" { every r in resources { r.exists } }\n"
      ),
      says: "write `\"\\(r.address) is gone\"`"),
    Mistake(
      text: spec("from \"x.proviso\" import web\n"),
      says: "write `use \"x.proviso\"`"),
    Mistake(
      text: spec(
        "def web(r): r.type == \"x\"\ninvariant a \"A\" { some r in resources where web(r) }\n"),
      says: "define web(r: Resource) = r.type == \"x\""),
    Mistake(
      text: spec(
        "function web(r) { return r.type == \"x\" }\ninvariant a \"A\" { some r in resources where web(r) }\n"
      ),
      says: "define web(r: Resource) = r.type == \"x\""),
    Mistake(
      text: spec(
        "let web = r => r.type == \"x\"\ninvariant a \"A\" { some r in resources where web(r) }\n"),
      says: "define web(r: Resource) = r.type == \"x\""),
    Mistake(
      text: spec(
        "define web(r) = r.type == \"x\"\ninvariant a \"A\" { some r in resources where web(r) }\n"),
      says: "write `r: Resource`"),
    Mistake(
      text: spec(
        "define web(r: Resource) { r.type == \"x\" }\ninvariant a \"A\" { some r in resources where web(r) }\n"
      ),
      says: "write `= r.type == \"x\"`"),
    Mistake(
      text: spec(
        "define web(r: Resource) = r.type == \"x\"\ninvariant a \"A\" { some r in resources where r.web() }\n"
      ),
      says: "write `web(r)`"),
    Mistake(
      text: spec("-- a comment\ninvariant a \"A\" { plan.complete }\n"),
      says: "write `//`"),
    Mistake(
      text: spec("(* a comment *)\ninvariant a \"A\" { plan.complete }\n"),
      says: "write `// a comment`"),
    Mistake(
      text: spec("/* a comment */\ninvariant a \"A\" { plan.complete }\n"),
      says: "write `// a comment`"),
  ]

  /// Conditions of specs.
  static let conditions: [Mistake] = [
    Mistake(
      text: property("every r in resources { r.now.tags.length > 0 }"),
      says: "the number of elements is `.size()`"),
    Mistake(
      text: property("every r in resources { if r.type == \"x\" { r.exists } }"),
      says: "write `r.type == \"x\" implies r.exists`"),
    Mistake(
      text: property("every r in resources { if r.type == \"x\" then r.exists }"),
      says: "write `r.type == \"x\" implies r.exists`"),
    Mistake(
      text: property("every r in resources { r.exists if r.type == \"x\" }"),
      says: "write `r.type == \"x\" implies r.exists`"),
    Mistake(
      text: property("every r in resources { r.exists unless r.type == \"x\" }"),
      says: "write `r.type == \"x\" or r.exists`"),
    Mistake(
      text: property("every r in resources { r.type == \"x\" ? r.exists : true }"),
      says: "write `if r.type == \"x\" then r.exists else true`"),
    Mistake(
      text: property("if plan.complete { true } else { false }"),
      says: "write `if plan.complete then true else false`"),
    Mistake(
      text: property("every r in resources { not r.before }"),
      says: "write `r.before == null`"),
    Mistake(
      text: property("every r in resources { len(r.now.tags) > 0 }"),
      says: "write `r.now.tags.size()`"),
    Mistake(
      text: property("every r in resources { contains(r.now.tags, \"x\") }"),
      says: "write `r.now.tags.contains(\"x\")`"),
    Mistake(
      text: property("some r in resources where starts_with(r.type, \"aws_\")"),
      says: "write `r.type.startsWith(\"aws_\")`"),
    Mistake(
      text: property("some r in resources where regex_match(\"aws_.*\", r.type)"),
      says: "write `r.type.matches(\"aws_.*\")`"),
    Mistake(
      text: property("some r in resources where r.type.lower() == \"a\""),
      says: "write `.lowerAscii`"),
    Mistake(
      text: property("some r in resources where r.type.match(/aws/)"),
      says: "write `\"aws\"`", count: 2),
    Mistake(
      text: property("some r in resources where r.type like \"aws_%\""),
      says: "write `r.type.startsWith(\"aws_\")`"),
    Mistake(
      text: property("some r in resources where r.type =~ \"aws_.*\""),
      says: "write `r.type.matches(\"aws_.*\")`"),
    Mistake(
      text: property("some r in resources where r.type == \"a\" or \"b\""),
      says: "write `r.type in [\"a\", \"b\"]`"),
    Mistake(
      text: property("some r in resources where r.type in {\"a\", \"b\"}"),
      says: "write `[\"a\", \"b\"]`"),
    Mistake(
      text: property("some r in resources where r.type in (\"a\", \"b\")"),
      says: "write `[\"a\", \"b\"]`"),
    Mistake(
      text: property("some r in resources where r.type in \"a\", \"b\""),
      says: "write `[\"a\", \"b\"]`"),
    Mistake(
      text: property("some r in resources where r.type in [\"a\" \"b\"]"),
      says: "add `,`"),
    Mistake(
      text: property("some r in resources where r.type == aws_instance"),
      says: "write `\"aws_instance\"`"),
    Mistake(
      text: property("some r in resources where r.now.tags.role == web"),
      says: "write `\"web\"`"),
    Mistake(
      text: property("some r in aws_instance where r.exists"),
      says: "write `r in resources where r.type == \"aws_instance\"`"),
    Mistake(
      text: property("at least one r in resources where r.exists"),
      says: "write `1`"),
    Mistake(
      text: property("never { some r in resources where r.destroyed }"),
      says: "write `no r in resources where r.destroyed`"),
    Mistake(
      text: property("always { every r in resources { r.exists } }"),
      says: "remove it"),
    Mistake(
      text: property("at all times { every r in resources { r.exists } }"),
      says: "remove it"),
    Mistake(
      text: property("globally(every r in resources { r.exists })"),
      says: "write `(every r in resources { r.exists })`"),
    Mistake(
      text: property("every r in resources { r.exists <-> r.managed }"),
      says: "write `r.exists == r.managed`"),
    Mistake(
      text: property("every r in resources { r.exists xor r.destroyed }"),
      says: "write `r.exists != r.destroyed`"),
    Mistake(
      text: property("every r in resources { r.exists iff r.managed and r.exists }"),
      says: "write `r.exists == (r.managed and r.exists)`"),
    Mistake(
      text: property("forall r in resources: r.exists"),
      says: "write `every r in resources { r.exists }`"),
    Mistake(
      text: property("for all r in resources: r.exists"),
      says: "write `every r in resources { r.exists }`"),
    Mistake(
      text: property("all r | r.exists"),
      says: "write `every r in resources { r.exists }`"),
    Mistake(
      text: property("every r in resources: r.exists"),
      says: "write `{ r.exists }`"),
    Mistake(
      text: property("every r in resources r.exists"),
      says: "write `{ r.exists }`"),
    Mistake(
      text: property("every resources { r.exists }"),
      says: "write `every r in resources`"),
    Mistake(
      text: property("all(r.exists for r in resources)"),
      says: "write `every r in resources { r.exists }`"),
    Mistake(
      text: property("any(r.exists for r in resources)"),
      says: "write `some r in resources { r.exists }`"),
    Mistake(
      text: property("resources.all(r, r.exists)"),
      says: "write `every r in resources { r.exists }`"),
    Mistake(
      text: property("resources.length > 0"),
      says: "write `count(r in resources)`"),
    Mistake(
      text: property("every r in resources where r.type == \"x\", r.exists { r.managed }"),
      says: "write `and`"),
    Mistake(
      text: property("every r in resources { r.created }"),
      says: "write `action == \"create\"`"),
    Mistake(
      text: property("some r in resources where r.exists\nsome s in resources where s.exists"),
      says: "join two conditions with `and`"),
    Mistake(
      text: property("(plan.complete and plan.errored"),
      says: "add `)`"),
  ]

  /// First lines.
  static let headers: [Mistake] = [
    Mistake(
      text: "invariant a \"A\" { some r in resources where r.exists }\n",
      says: "add the line `spec my_rules for terraform`"),
    Mistake(
      text: "invariant a \"A\" { some c in calls where c.started }\n",
      says: "add the line `spec my_rules for agent`"),
    Mistake(
      text: "var on: Bool = false\naction press() { on = not on }\n",
      says: "add the line `world my_world`"),
    Mistake(
      text: "spec mine\ninvariant a \"A\" { plan.complete and count(r in resources) > 0 }\n",
      says: "write `spec mine for terraform`"),
    Mistake(
      text: "spec for terraform\ninvariant a \"A\" { plan.complete }\n",
      says: "write `spec my_rules for terraform`"),
    Mistake(
      text: "spec \"my rules\" for terraform\ninvariant a \"A\" { plan.complete }\n",
      says: "write `my_rules`"),
    Mistake(
      text: "spec my-rules for terraform\ninvariant a \"A\" { plan.complete }\n",
      says: "write `my_rules`"),
    Mistake(
      text: "Spec mine for terraform\ninvariant a \"A\" { plan.complete }\n",
      says: "write `spec`"),
    Mistake(
      text: "spec mine in terraform\ninvariant a \"A\" { plan.complete }\n",
      says: "write `for`"),
    Mistake(
      text: "spec mine for aws\ninvariant a \"A\" { plan.complete }\n",
      says: "write `terraform`"),
    Mistake(
      text: "spec mine for terraform {\ninvariant a \"A\" { plan.complete }\n}\n",
      says: "remove the `{` and the `}` at the end"),
    Mistake(
      text: "world lamp {\n  var on: Bool = false\n}\n",
      says: "remove the `{` and the `}` at the end"),
    Mistake(
      text: "world lamp:\nvar on: Bool = false\n",
      says: "remove the `:`"),
    Mistake(
      text: "module lamp\nvar on: Bool = false\n",
      says: "write `world`"),
  ]
}
