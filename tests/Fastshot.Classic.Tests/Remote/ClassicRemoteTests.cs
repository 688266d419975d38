namespace Fastshot.Classic.Tests.Remote;

/// <summary>The contract in memory.</summary>
public sealed class ClassicRemoteTests : ClassicRemoteContract<MemoryPlace>;

/// <summary>The contract in a bucket of a real server.</summary>
public sealed class ClassicRemoteInCephTests : ClassicRemoteContract<CephPlace>;

/// <summary>The contract at a server as AWS.</summary>
public sealed class ClassicRemoteAtAwsTests : ClassicRemoteContract<AwsPlace>;

/// <summary>The contract at a server without conditions.</summary>
public sealed class ClassicRemoteAtB2Tests : ClassicRemoteContract<B2Place>;

/// <summary>The contract at a server that compares bare ETags.</summary>
public sealed class ClassicRemoteAtHetznerTests : ClassicRemoteContract<HetznerPlace>;

/// <summary>The older program beside this one, in memory.</summary>
public sealed class BesideTheOlderProgramTests : BesideTheOlderProgramContract<MemoryPlace>;

/// <summary>The older program beside this one, in a bucket of a real server.</summary>
public sealed class BesideTheOlderProgramInCephTests : BesideTheOlderProgramContract<CephPlace>;

/// <summary>The older program beside this one, at a server without conditions.</summary>
public sealed class BesideTheOlderProgramAtB2Tests : BesideTheOlderProgramContract<B2Place>;
