/// PV03: names.
extension Explanation {
  static let unknownName = Explanation(
    """
    Every name is a collection or an object of the vocabulary, a parameter, the object of a
    quantifier around it, or declared by a `let`, `define` or `table` of this file or of one that
    it uses. A constant that is written out as the key of a `table` is one of its rows.
    """,
    fails: .property("every r in resource { r.exists }"),
    passes: .property("every r in resources { r.exists }"))

  static let nameClash = Explanation(
    """
    No name hides another: not one of the language or the vocabulary, not one of a used file, not
    the object of a quantifier further out. A name means one thing wherever it is read.
    """,
    fails: .property("every r in resources { no r in changes where r.failed }"),
    passes: .property("every r in resources { no c in changes where c.failed }"))

  static let unknownAttribute = Explanation(
    """
    A resource itself has the attributes that Terraform gives to every resource: `address`, `type`,
    `name`, `exists` and others. What its type defines (`tags`, `acl`, `engine`) is in the maps
    `before`, `after` and `now`.
    """,
    fails: .property("every r in resources { r.tags.env != null }"),
    passes: .property("every r in resources { r.after.tags.env != null }"))

  static let unknownType = Explanation(
    """
    The type of a parameter is `Bool`, `Int`, `Decimal`, `String`, `Value` (what an attribute of a
    plan holds, whatever it is), an entity of the vocabulary such as `Resource`, or a list of one,
    as in `[String]`. Types begin with a capital.
    """,
    fails: .property(
      "every r in resources { named(r, \"web\") }",
      declares: "define named(r: Resource, name: string) = r.name == name"),
    passes: .property(
      "every r in resources { named(r, \"web\") }",
      declares: "define named(r: Resource, name: String) = r.name == name"))

  static let unknownFunction = Explanation(
    """
    The functions are `json`, `cidrContains`, `cidrOverlaps`, `known`, `min`, `max`, `abs`,
    `namedIn`, `scalarsOf`, `linesOf`, `wordsOf` and `partsOf`, in specs `for agent` also
    `userNamed` and `userTexts`, with `count`, `sum`, `min` and `max` over objects. What is asked of one string is a method of
    it, as in `name.size()`. Others are declared with `define`.
    """,
    fails: .property("every r in resources { len(r.name) < 64 }"),
    passes: .property("every r in resources { r.name.size() < 64 }"))

  static let unknownMethod = Explanation(
    """
    The methods are `startsWith`, `endsWith`, `contains`, `matches`, `size`, `lowerAscii` and
    `split`, with the names and meanings of CEL. Loops over elements are quantifiers, and an
    attribute takes no brackets.
    """,
    fails: .property("every r in resources { r.name.startswith(\"web\") }"),
    passes: .property("every r in resources { r.name.startsWith(\"web\") }"))

  static let circularDefinition = Explanation(
    """
    A constant or definition that needs itself, directly or by way of others, has no value. The
    language has no recursion, so that every check ends.
    """,
    fails: .items("let small = large - 1\nlet large = small + 1"),
    passes: .items("let small = 1\nlet large = small + 1"))

  static let unknownVocabulary = Explanation(
    """
    The vocabulary after `for` says what the spec is about, and with it which collections and
    attributes there are: `terraform` for the plans of Terraform and OpenTofu, `agent` for the
    tool calls of agents.
    """,
    fails: .file("spec example for terrafrom\n"),
    passes: .file("spec example for terraform\n"))

  static let misusedName = Explanation(
    """
    The name exists and is something else than this place needs: a collection stands after `in`, a
    function or definition takes arguments in brackets, and a row of a table is taken by its key.
    """,
    fails: .property("resources == []"),
    passes: .property("count(r in resources) == 0"))

  static let duplicateProperty = Explanation(
    """
    The properties of one check have different names: results, waivers and tests speak of a
    property by its name.
    """,
    fails: .items(
      "invariant example \"One thing\" { plan.complete }\n"
        + "invariant example \"Another\" { not plan.errored }"),
    passes: .items(
      "invariant example \"One thing\" { plan.complete }\n"
        + "invariant other \"Another\" { not plan.errored }"))

  static let duplicateKey = Explanation(
    """
    A table has one row for each key: of two, one would be ignored.
    """,
    fails: .items("table price { \"t3.micro\": 0.0104, \"t3.micro\": 0.0208 }"),
    passes: .items("table price { \"t3.micro\": 0.0104, \"t3.small\": 0.0208 }"))

  static let unknownProperty = Explanation(
    """
    A waiver or an expectation names a property of the specs that are checked together. A waiver
    for a name that nobody declares would let nothing pass, and its author would not notice.
    """,
    fails: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lots for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true),
    passes: .items(
      "invariant nothing_lost \"Nothing is lost\" { every r in resources { not r.destroyed } }\n\n"
        + "waive nothing_lost for \"aws_s3_bucket.logs\" until 2027-01-31 because \"INC-2231\"",
      needsPlan: true))
}
