namespace Fastshot.Cli.Shell;

/// <summary>How a run of the program ended, as scripts see it (docs/cli.md, "Exit codes").</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>Bad input, a full disk, a newer format, or a check that fell short.</summary>
    Failed = 1,

    WrongUsage = 2,

    /// <summary>The run came to its end, but some items failed.</summary>
    Partly = 3,

    /// <summary>No such session or file.</summary>
    NotFound = 4,

    NoVault = 10,

    /// <summary>Another process has it.</summary>
    InUse = 11,

    /// <summary>A wrong passphrase or key.</summary>
    WrongKey = 12,

    /// <summary>A check found damage.</summary>
    Damage = 13,

    /// <summary>The remote was not reached, or it refused.</summary>
    Unreachable = 14,

    Interrupted = 130,
}
