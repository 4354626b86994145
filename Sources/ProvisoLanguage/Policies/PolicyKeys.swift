import ProvisoKernel

/// The names in AWS policies that both evaluators of `openToEveryone` know, as data.
///
/// Sources: "IAM JSON policy elements" (Principal, NotPrincipal, Condition operators), "The meaning
/// of public" for Amazon S3, and the same for Amazon EFS.
enum PolicyKeys {
  /// Condition keys, in lower case, whose fixed values name the callers: an account, an
  /// organisation, a network or a resource that somebody owns.
  static let ofCallers: Set<Text> = [
    "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths",
    "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths",
    "aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
    "aws:vpceorgpaths", "aws:userid", "kms:calleraccount", "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "ec2:sourceinstancearn", "lambda:sourcefunctionarn",
  ]

  /// Condition keys, in lower case, that are true only of callers inside AWS or of a network.
  static let ofCallersIfTrue: Set<Text> = [
    "aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget",
  ]

  /// The condition key of the caller's address.
  static let address: Text = "aws:sourceip"
  /// The operators, in lower case, that hold if a value matches.
  static let matching: Set<Text> = [
    "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike",
  ]
  /// The operators, in lower case, that hold if no value matches.
  static let differing: Set<Text> = [
    "stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike",
  ]
  /// Policy variables, in lower case, that belong to the resource, so no caller chooses them.
  static let ofResource: Set<Text> = ["${aws:resourceaccount}", "${aws:resourceorgid}"]
  /// Longer patterns cover nothing but themselves. IAM allows ARNs of 2,048 characters.
  static let longestPattern = 2_048
}
