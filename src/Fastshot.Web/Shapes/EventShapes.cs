namespace Fastshot.Web.Shapes;

/// <summary>All that a window must know when it connects.</summary>
internal sealed record SnapshotShape(
    string Start, LibraryChangeShape Library, RemoteChangeShape Remote, IReadOnlyList<OperationShape> Operations);

/// <summary>The library changed.</summary>
internal sealed record LibraryChangeShape(long Revision, long Sessions, long Trash);

/// <summary>What is known of the remote changed.</summary>
internal sealed record RemoteChangeShape(string? Url, bool? Reachable, string? LastSync, int Waiting);

/// <summary>config.ini was changed.</summary>
internal sealed record SettingsChangedShape(IReadOnlyList<string> Keys);
