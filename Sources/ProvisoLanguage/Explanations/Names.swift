/// PV03: names.
extension Explanation {
  static let unknownName = Explanation(
    """
    Every name is a collection or an object of the vocabulary, a parameter, the name that an
    enclosing quantifier gives to its objects, or a name that a `let`, `define` or `table` declares
    in this file or in a file that it uses. In a world, it can also be any name that the world
    declares. If a constant is used as the key of a `table`, the table must have that row.
    """,
    fails: .property("every r in resource { r.exists }"),
    passes: .property("every r in resources { r.exists }"))

  static let nameClash = Explanation(
    """
    No name hides another. A new name must differ from every name of the language, of the vocabulary,
    of the files that are used, and of the enclosing quantifiers. So a name means the same thing
    wherever it can be used.
    """,
    fails: .property("every r in resources { no r in changes where r.failed }"),
    passes: .property("every r in resources { no c in changes where c.failed }"))

  static let unknownAttribute = Explanation(
    """
    A resource itself has the attributes that every resource has: `address`, `type`, `name`, `exists`
    and others. The attributes that its type defines (`tags`, `acl`, `engine`) are in the maps
    `before`, `after` and `now`.
    """,
    fails: .property("every r in resources { r.tags.env != null }"),
    passes: .property("every r in resources { r.after.tags.env != null }"))

  static let unknownType = Explanation(
    """
    A type is `Bool`, `Int`, `Decimal`, `String`, `Value` (anything that an attribute of a plan can
    be), an entity of the vocabulary such as `Resource`, or a list of one of these, as in `[String]`.
    The names of these types begin with a capital letter.
    """,
    fails: .property(
      "every r in resources { named(r, \"web\") }",
      declares: "define named(r: Resource, name: string) = r.name == name"),
    passes: .property(
      "every r in resources { named(r, \"web\") }",
      declares: "define named(r: Resource, name: String) = r.name == name"))

  static let unknownFunction = Explanation(
    """
    The functions are `json`, `openToEveryone`, `cidrContains`, `cidrOverlaps`, `coversInternet`,
    `samePath`, `pathContains`, `known`, `keys`, `values`, `min`, `max`, `abs`, `namedIn`,
    `scalarsOf`, `linesOf`, `wordsOf` and `partsOf`. Specs `for agent` also have `userNamed` and `userTexts`. `count`, `sum`, `min` and
    `max` can range over objects. An operation on one string is a method, as in `name.size()`. Other
    functions are declared with `define`.
    """,
    fails: .property("every r in resources { len(r.name) < 64 }"),
    passes: .property("every r in resources { r.name.size() < 64 }"))

  static let unknownMethod = Explanation(
    """
    The methods are `startsWith`, `endsWith`, `contains`, `matches`, `size`, `lowerAscii` and
    `split`, with the names and meanings of CEL, and `get`, as in `m.get("key", "default")`. To loop
    over elements, write a quantifier. An attribute has no parentheses after it.
    """,
    fails: .property("every r in resources { r.name.startswith(\"web\") }"),
    passes: .property("every r in resources { r.name.startsWith(\"web\") }"))

  static let circularDefinition = Explanation(
    """
    A constant or definition that needs itself, directly or through others, has no value. The
    language has no recursion, so that every check ends.
    """,
    fails: .items("let small = large - 1\nlet large = small + 1"),
    passes: .items("let small = 1\nlet large = small + 1"))

  static let unknownVocabulary = Explanation(
    """
    The vocabulary after `for` says what the spec is about, and so which collections and attributes
    exist: `terraform` for the plans of Terraform and OpenTofu, `agent` for the tool calls of agents.
    A spec for a world has the name of the world here and uses the world's file.
    """,
    fails: .file("spec example for terrafrom\n"),
    passes: .file("spec example for terraform\n"))

  static let misusedName = Explanation(
    """
    The name exists, but it is not the kind of name that is needed here. A collection follows `in`, a
    function or a definition has arguments in parentheses, and a table has a key in brackets.
    """,
    fails: .property("resources == []"),
    passes: .property("count(r in resources) == 0"))

  static let duplicateProperty = Explanation(
    """
    The properties of one check have different names, because results, waivers and tests refer to a
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
    A table has one row for each key. Of two rows with the same key, one would be ignored.
    """,
    fails: .items("table price { \"t3.micro\": 0.0104, \"t3.micro\": 0.0208 }"),
    passes: .items("table price { \"t3.micro\": 0.0104, \"t3.small\": 0.0208 }"))

  static let unknownProperty = Explanation(
    """
    A waiver or an expectation names a property of the specs that are checked together. A waiver for
    a name that no spec declares would waive nothing, and its author would not notice.
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
