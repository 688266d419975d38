namespace Fastshot.Web.Shapes;

/// <summary>Where devices meet, and what is known of it.</summary>
internal sealed record RemoteShape(
    string? Url,
    string Layout,
    bool? Reachable,
    string? LastSync,
    int Waiting,
    string Sync,
    RemoteHealthShape? Health,
    BillShape Bill);

/// <summary>What the last look through the remote found.</summary>
internal sealed record RemoteHealthShape(string Checked, int Objects, int Findings);

/// <summary>What remotes were used for in a month.</summary>
internal sealed record BillShape(
    string Month, RequestCountsShape Requests, long BytesSent, long BytesReceived, decimal? Cost);

/// <summary>A place that is asked about.</summary>
internal sealed record PlaceRequestShape(string? Url = null);

/// <summary>What lies at a place.</summary>
internal sealed record RemoteLookShape(string Url, IReadOnlyList<string> Vaults, string? Own);

/// <summary>What a place can do.</summary>
internal sealed record ProbeShape(bool Ok, IReadOnlyList<ProbeCheckShape> Checks);

/// <summary>One thing that was tried at a place.</summary>
internal sealed record ProbeCheckShape(string Name, bool Ok, bool Supported, string Detail, string? Hint);

/// <summary>Where devices shall meet.</summary>
internal sealed record SetUpRequestShape(
    string Url, string? Layout = null, string? Vault = null, bool Create = false, string? Passphrase = null, bool Reseal = false);

/// <summary>How a sync is to be done.</summary>
internal sealed record SyncRequestShape(string? Download = null, bool AllowDeletions = false);

/// <summary>How thoroughly which side is looked through.</summary>
internal sealed record VerifyRequestShape(string Side, int ReadPercent = 0, bool Resume = false);

/// <summary>What a verification is going to use.</summary>
internal sealed record EstimateShape(long Objects, long Bytes, long Requests, double Seconds, decimal? Cost);

/// <summary>Which side is to be mended, and what a person agreed to.</summary>
internal sealed record RepairRequestShape(
    string Side, int ReadPercent = 0, bool DryRun = false, IReadOnlyList<string>? Agreed = null);

/// <summary>What is to be made anew.</summary>
internal sealed record RebuildRequestShape(
    string What, string? Side = null, bool DryRun = false, string? Passphrase = null);

/// <summary>What can be had again from elsewhere.</summary>
internal sealed record CacheShape(
    int Archives, long Bytes, int Previews, long PreviewBytes, IndexStateShape Index, long SizeMax, double AgeMaxDays);

/// <summary>The index by which this device lists.</summary>
internal sealed record IndexStateShape(long Bytes, bool Healthy);

/// <summary>How much of the cache is dropped.</summary>
internal sealed record CacheRequestShape(bool DryRun = false, string? MaxSize = null, string? MaxAge = null);

/// <summary>What opens the vault.</summary>
internal sealed record KeysShape(string? Vault, bool HasShownRecoveryKey, IReadOnlyList<string>? Files);

/// <summary>A passphrase that a person typed.</summary>
internal sealed record PassphraseRequestShape(string Passphrase);

/// <summary>The recovery key, which a person asked for.</summary>
internal sealed record RecoveryKeyShape(string Key, string Vault);

/// <summary>All settings, and all that is wrong with them.</summary>
internal sealed record SettingsShape(IReadOnlyList<SettingShape> Items, IReadOnlyList<FieldProblemShape> Problems);

/// <summary>One key of config.ini.</summary>
internal sealed record SettingShape(
    string Key, string Value, string Default, bool IsSet, bool IsSecret, string Meaning, string Accepts);

/// <summary>Several settings at once.</summary>
internal sealed record SettingsChangeShape(IReadOnlyList<SettingValueShape> Values);

/// <summary>A key and what it shall be; null takes it out of the file.</summary>
internal sealed record SettingValueShape(string Key, string? Value = null);

/// <summary>What there is on this device, and whether it is well.</summary>
internal sealed record StatusShape(
    LibraryStatusShape Library,
    RemoteShape Remote,
    IndexStateShape Index,
    bool HasShownRecoveryKey,
    IReadOnlyList<string> Notices);

/// <summary>How much there is on this device.</summary>
internal sealed record LibraryStatusShape(string Path, long Sessions, long Trash, long Bytes);
