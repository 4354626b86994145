/// Variables of the environment.
enum ShellEnvironment {
  /// Variables that have the same effect as an option of a program in the tables.
  static let known = OptionTable.variables

  private static let special: Set<String> = [
    "PATH", "IFS", "HOME", "ENV", "CDPATH", "GLOBIGNORE", "POSIXLY_CORRECT", "PROMPT_COMMAND",
    "PS0", "PS1", "PS2", "PS4", "PWD", "OLDPWD", "OPTIND", "OPTARG", "RANDOM", "SECONDS", "UID",
    "EUID", "LINENO", "FUNCNAME", "PIPESTATUS", "DIRSTACK", "TMPDIR", "USER", "LOGNAME", "EDITOR",
    "VISUAL", "PAGER", "LESSOPEN", "LESSCLOSE", "TAR_OPTIONS", "NETRC", "WGETRC", "SYSTEM_WGETRC",
    "RUBYOPT", "RUBYLIB", "RUBYSHELL", "GEM_HOME", "GEM_PATH", "BUNDLE_GEMFILE", "BUNDLE_PATH",
    "PERLLIB", "PHPRC", "PHP_INI_SCAN_DIR", "GOFLAGS", "GOROOT", "GOENV", "GOTOOLCHAIN",
    "MAKEFLAGS", "MAKEFILES", "GNUMAKEFLAGS", "UNZIP", "UNZIPOPT", "ZIPOPT", "GZIP", "VIRTUAL_ENV",
    "CONTAINER_HOST", "CLASSPATH", "ZDOTDIR", "EXINIT", "VIMINIT", "INPUTRC", "HOSTALIASES",
    "LOCPATH", "NLSPATH", "GCONV_PATH", "GLIBC_TUNABLES", "GNUPGHOME", "BROWSER", "MANPAGER",
    "PPID", "HUSKY", "SKIP", "LEFTHOOK", "SKIP_SIMPLE_GIT_HOOKS", "DEVELOPER_DIR", "TOOLCHAINS",
    "SASL_PATH", "COMPILER_PATH", "GROUPS", "SRANDOM", "LINES", "COLUMNS", "OPTERR", "TERMINFO",
    "TZ", "EXECIGNORE",
    "TMOUT", "FIGNORE", "REPLY", "MAPFILE", "COPROC", "_",
  ]
  private static let prefixes = [
    "BASH", "SHELL", "LD_", "DYLD_", "GIT_", "TF_", "KUBE", "AWS_", "BOTO_", "CLOUDSDK_", "GOOGLE_",
    "PG", "PSQL", "CURL_", "SSL_", "SSH_", "XDG_", "COMP_", "HIST", "READLINE", "EPOCH", "CP_",
    "LC_", "TERRAFORM", "RIPGREP", "AWK", "NODE_", "PYTHON", "DOCKER_", "GH_", "NPM_", "TAR_",
    "PIP_", "npm_", "YARN_", "PNPM_", "UV_", "DOTNET_", "CARGO_", "RUSTC", "RUSTUP_", "PERL5",
    "HELM_", "ANSIBLE_", "OPENSSL_", "SUDO_", "CONTAINERS_", "MALLOC_", "JAVA_", "JDK_JAVA_",
    "_JAVA_", "MAVEN_", "GRADLE_", "VERSION_CONTROL", "SIMPLE_BACKUP", "TOFU", "OPENTOFU", "JQ_",
    "GREP", "LESS", "PYENV_", "RBENV_", "NODENV_", "JENV_", "GOENV_", "PHPENV_", "PLENV_", "TFENV_",
    "TGENV_", "ASDF_", "MISE_", "RTX_", "NVM_", "FNM_", "N_PREFIX", "VOLTA_", "SDKMAN_",
    "COREPACK_", "GCC_EXEC", "OVERCOMMIT", "PRE_COMMIT", "LEFTHOOK_", "HUSKY_", "PROTO_", "HERMIT_",
  ]

  /// Whether the variable changes the behaviour of bash or of a program in the tables, in a way
  /// that no table describes.
  static func isSpecial(_ name: String) -> Bool {
    if known.contains(name) { return false }
    return special.contains(name) || prefixes.contains(where: name.hasPrefix)
      || name.lowercased().hasSuffix("_proxy")
  }
}
