using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Puts back on one side of a vault what the other side still has. It never removes anything.</summary>
/// <remarks>Bytes are compared with their name on the way, so damage is not spread; one bad object never stops the rest.</remarks>
internal sealed class VaultRepair(TrustParts parts)
{
    private const int AtOnceMax = 4;

    private readonly List<Finding> _repaired = [];
    private readonly List<Finding> _left = [];
    private long _bytes;

    public async Task<RepairReport> RunAsync(RepairPlan plan, CancellationToken cancellationToken)
    {
        // What a newer program wrote is not touched. A description of another vault is among what is mended.
        if (await VaultPlace.ReadAboutAsync(parts.Looked, cancellationToken).ConfigureAwait(false) is { } about
            && about.Vault == parts.Library.Vault)
        {
            VaultPlace.Check(about, parts.Library.Vault);
        }

        // A record is accepted where its pictures are; so archives come before pieces. What is recorded anew comes last:
        // what was put back says some of it.
        foreach (var phase in (Func<Finding, bool>[])[IsArchive, one => !IsArchive(one)])
        {
            await FanOut.ForEachAsync(
                plan.Steps.Where(one => one.Action is not FindingAction.Publish).Where(phase),
                AtOnceMax,
                (finding, token) => MendAsync(finding, plan.Steps.Length, token),
                cancellationToken).ConfigureAwait(false);
        }

        await PublishAsync([.. plan.Steps.Where(one => one.Action is FindingAction.Publish)], cancellationToken).ConfigureAwait(false);
        return new RepairReport(
            [.. _repaired.OrderBy(one => one.ObjectName, StringComparer.Ordinal)],
            [.. _left.OrderBy(one => one.ObjectName, StringComparer.Ordinal)]);
    }

    private static bool IsArchive(Finding one) => one.ObjectName.StartsWith(VaultNames.SessionsPrefix, StringComparison.Ordinal);

    // What only the index says is recorded anew, whatever piece it was in; then nothing waits for the old ones any more.
    private async Task PublishAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
        {
            return;
        }

        await new OnlyIndexed(parts.Library).RecordAsync(cancellationToken).ConfigureAwait(false);
        var gone = new List<Digest>();
        foreach (var finding in findings)
        {
            if (!parts.IsRemote && VaultNames.TryParsePiece(ObjectKey.Parse(finding.ObjectName), out var piece))
            {
                await parts.Library.Objects.SetAsideAsync(piece, cancellationToken).ConfigureAwait(false);
                gone.Add(piece.Name);
            }
        }

        parts.Library.Objects.Forget(gone);
        _repaired.AddRange(findings);
    }

    private async Task MendAsync(Finding finding, int total, CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            problem = await TryMendAsync(finding, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (!RemoteErrors.StopsEverything(e))
        {
            problem = e.Message.TrimEnd('.');
        }

        lock (_left)
        {
            if (problem is null)
            {
                _repaired.Add(finding);
            }
            else
            {
                _left.Add(finding with { Detail = $"{finding.Detail}, and could not be mended: {problem}" });
            }

            parts.Progress?.Report(new VerifyProgress(_repaired.Count + _left.Count, total, _bytes));
        }
    }

    // What is wrong, or null.
    private async Task<string?> TryMendAsync(Finding finding, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Parse(finding.ObjectName);
        if (key == VaultNames.About)
        {
            await VaultPlace.DescribeAsync(parts.Looked, parts.Library.Vault, parts.Time.GetLocalNow(), cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (VaultNames.TryParse(key, VaultNames.SessionsPrefix, out var archive))
        {
            return finding.Action is FindingAction.Adopt
                ? await AdoptAsync(key, archive, cancellationToken).ConfigureAwait(false)
                : await MendArchiveAsync(key, archive, cancellationToken).ConfigureAwait(false);
        }

        if (VaultNames.TryParse(key, VaultNames.KeysPrefix, out var keyFile))
        {
            return await MendKeyFileAsync(key, keyFile, cancellationToken).ConfigureAwait(false);
        }

        return VaultNames.TryParsePiece(key, out var piece)
            ? await MendPieceAsync(key, piece, cancellationToken).ConfigureAwait(false)
            : "this program does not know how";
    }

    // Read to its last byte before anything names it.
    private async Task<string?> AdoptAsync(ObjectKey key, Digest archive, CancellationToken cancellationToken)
    {
        if (await parts.Looked.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return "it is gone";
        }

        var name = new ArchiveName(archive, stored.Info.Length);
        var reader = await parts.Library.Objects.OpenAsync(name, stored.Content, session: null, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _bytes, name.Length);
            return (await parts.Library.Contents.AdoptAsync([(reader.Manifest, name)], cancellationToken).ConfigureAwait(false)).Count > 0
                ? null
                : "its session is known meanwhile, or breaks a rule";
        }
    }

    private async Task<string?> MendArchiveAsync(ObjectKey key, Digest archive, CancellationToken cancellationToken)
    {
        if (parts.Other is not { } other || await other.HeadAsync(key, cancellationToken).ConfigureAwait(false) is not { } info)
        {
            return "the other side has it no more";
        }

        var name = new ArchiveName(archive, info.Length);
        if (!parts.IsRemote)
        {
            await ArchiveCheck.FetchAsync(other, parts.Library, name, cancellationToken).ConfigureAwait(false);
        }
        else if (await parts.Library.Objects.CheckedArchiveAsync(name, cancellationToken).ConfigureAwait(false) is { } content)
        {
            // Without a condition: what stands there may be damaged, and the bytes of a name are always the same.
            await parts.Looked.PutAsync(key, content, PutCondition.None, cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Add(ref _bytes, info.Length);
        return null;
    }

    private async Task<string?> MendKeyFileAsync(ObjectKey key, Digest name, CancellationToken cancellationToken)
    {
        var bytes = parts.Other is { } other
            ? await other.ReadSmallAsync(key, KeyFiles.BytesMax, cancellationToken).ConfigureAwait(false)
            : null;
        if (bytes is null || !KeyFiles.IsSound(name, bytes))
        {
            return "the other side has it no more";
        }

        await parts.Looked.PutAsync(key, ObjectContent.Of(bytes), PutCondition.None, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> MendPieceAsync(ObjectKey key, PieceName piece, CancellationToken cancellationToken)
    {
        var bytes = parts.Other is { } other
            ? await other.ReadSmallAsync(key, VaultPieces.SealedBytesMax(piece.Kind), cancellationToken).ConfigureAwait(false)
            : null;
        if (bytes is null)
        {
            return "the other side has it no more";
        }

        var reading = parts.Library.Objects.Read(piece, bytes);
        if (reading.Piece is not { } read)
        {
            return $"on the other side it {reading.Refusal?.Reason ?? "cannot be read"}";
        }

        if (parts.IsRemote)
        {
            await parts.Looked.PutAsync(key, ObjectContent.Of(bytes), PutCondition.None, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await parts.Library.Objects.AddAsync([new SealedPiece(piece, bytes, read)], cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Add(ref _bytes, bytes.Length);
        return null;
    }
}
