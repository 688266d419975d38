using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Remote;

/// <summary>A session of this device, as far as a bucket is concerned.</summary>
internal sealed record LocalSession(SessionInfo Info)
{
    /// <summary>The file name under which the bucket has it, or would.</summary>
    public string? File => Info.Source.ClassicFile;

    public bool IsTrashed => Info.Trashed is not null;

    public string Text => TextHashes.Of(Info.Text);

    public string Content => Info.Content?.Version.Change.Text ?? "";

    /// <summary>All sessions of a library, in the trash or not.</summary>
    public static async Task<List<LocalSession>> ReadAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        var locals = new List<LocalSession>();
        foreach (var isTrash in (bool[])[false, true])
        {
            var query = new SessionQuery { Trash = isTrash, Limit = int.MaxValue };
            locals.AddRange((await library.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Sessions.Select(one => new LocalSession(one)));
        }

        return locals;
    }
}

/// <summary>What a sync has to do, decided from what stands in the bucket, here, and in the memory of the last agreement.</summary>
/// <param name="New">In the bucket and not here.</param>
/// <param name="Changed">In both, and its object changed, or the two never met.</param>
/// <param name="Back">In the trash here because it had left the bucket, where it is again.</param>
/// <param name="Left">Here, and no more in the bucket.</param>
/// <param name="Saves">Here, and never in the bucket.</param>
/// <param name="Edits">In both, and changed here.</param>
/// <param name="Deletes">In the bucket, and deleted here.</param>
/// <param name="Forgotten">Known, and on neither side any more.</param>
internal sealed record ClassicPlan(
    ImmutableArray<ClassicOverallEntry> New,
    ImmutableArray<(ClassicOverallEntry Entry, LocalSession Local)> Changed,
    ImmutableArray<(ClassicOverallEntry Entry, LocalSession Local)> Back,
    ImmutableArray<LocalSession> Left,
    ImmutableArray<LocalSession> Saves,
    ImmutableArray<LocalSession> Edits,
    ImmutableArray<(string File, LocalSession? Local)> Deletes,
    ImmutableArray<string> Forgotten)
{
    /// <summary>Decides, from nothing but what is given.</summary>
    /// <param name="bucket">The sessions of the bucket.</param>
    /// <param name="locals">All sessions here, in the trash or not.</param>
    /// <param name="left">File names of sessions that went to the trash because they left the bucket.</param>
    /// <param name="purged">File names of the memory whose sessions were purged here.</param>
    public static ClassicPlan Of(
        IReadOnlyCollection<ClassicOverallEntry> bucket,
        IReadOnlyCollection<LocalSession> locals,
        IReadOnlyDictionary<string, KnownSession> memory,
        IReadOnlySet<string> left,
        IReadOnlySet<string> purged)
    {
        var byFile = ByFile(locals);
        var there = bucket.Select(entry => entry.FileName).ToHashSet(StringComparer.Ordinal);
        var found = bucket
            .Select(entry => (Entry: entry, Local: byFile.GetValueOrDefault(entry.FileName), Known: memory.GetValueOrDefault(entry.FileName)))
            .ToList();
        var live = found.Where(one => one.Local is { IsTrashed: false }).ToList();
        var here = locals.Where(one => !one.IsTrashed && !(one.File is { } file && there.Contains(file) && byFile[file] == one)).ToList();
        return new ClassicPlan(
            [.. found.Where(one => one.Local is null && !(one.Known is not null && purged.Contains(one.Entry.FileName))).Select(one => one.Entry)],
            [.. live.Where(one => one.Known?.Stamp != ClassicBucket.StampOf(one.Entry)).Select(one => (one.Entry, one.Local!))],
            [
                .. found.Where(one => one.Local is { IsTrashed: true } && one.Known is null && left.Contains(one.Entry.FileName))
                    .Select(one => (one.Entry, one.Local!)),
            ],
            [.. here.Where(one => IsKnown(one, memory))],
            [.. here.Where(one => !IsKnown(one, memory))],
            [.. live.Where(one => one.Known is { } known && (known.Text != one.Local!.Text || known.Content != one.Local.Content)).Select(one => one.Local!)],
            [
                .. found.Where(one => one.Known is not null && (one.Local is { IsTrashed: true } || purged.Contains(one.Entry.FileName)))
                    .Select(one => (one.Entry.FileName, one.Local)),
            ],
            [.. memory.Keys.Where(file => !there.Contains(file) && byFile.GetValueOrDefault(file) is null or { IsTrashed: true })]);
    }

    /// <summary>The session of each file name; where several tell the same, the one whose id follows from it.</summary>
    public static Dictionary<string, LocalSession> ByFile(IEnumerable<LocalSession> locals)
    {
        var byFile = new Dictionary<string, LocalSession>(StringComparer.Ordinal);
        foreach (var local in locals)
        {
            if (local.File is { } file && (!byFile.TryGetValue(file, out var other) || IsBetter(local, other, file)))
            {
                byFile[file] = local;
            }
        }

        return byFile;
    }

    private static bool IsBetter(LocalSession one, LocalSession other, string file) =>
        (!one.IsTrashed, one.Info.Id == ClassicIds.Of(file)).CompareTo((!other.IsTrashed, other.Info.Id == ClassicIds.Of(file))) > 0;

    private static bool IsKnown(LocalSession local, IReadOnlyDictionary<string, KnownSession> memory) =>
        local.File is { } file && memory.TryGetValue(file, out var known) && known.Id == local.Info.Id;
}
