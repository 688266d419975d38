using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads manifests, trusting nothing in them.</summary>
public static class ManifestReader
{
    private static readonly string[] Known =
    [
        "format", "kind", "vault", "session", "created", "name", "description", "tags", "color", "class", "source",
        "board", "shots",
    ];

    private static readonly string[] KnownOfSource = ["device", "program", "classicFile"];

    /// <summary>Reads a manifest of the given vault, or of any where that is null; a refusal gives the reason.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        VaultId? vault,
        [NotNullWhen(true)] out Manifest? manifest,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        manifest = null;
        if (utf8.Length > Limits.ManifestBytes)
        {
            refusal = new Refusal($"has a manifest of more than {Limits.ManifestBytes} bytes");
            return false;
        }

        if (!CanonicalJson.TryParse(utf8, out var document, out var reason))
        {
            refusal = new Refusal(reason);
            return false;
        }

        using (document)
        {
            var members = new MemberReader(document.RootElement);
            manifest = members.Refusal is null && IsOurs(members, vault) ? Read(members) : null;
            refusal = members.Refusal;
            manifest = refusal is null ? manifest : null;
            return manifest is not null;
        }
    }

    private static bool IsOurs(MemberReader members, VaultId? vault)
    {
        var format = members.Integer("format", 0, int.MaxValue);
        if (members.Refusal is null && format != CanonicalWriter.FormatCurrent)
        {
            members.Refuse(Refusal.Newer(format));
        }
        else if (members.Text("kind", 20) != ManifestWriter.Kind)
        {
            members.Refuse("is no manifest");
        }
        else if (!VaultId.TryParse(members.Text("vault", 32), out var id) || (vault is not null && id != vault))
        {
            members.Refuse("belongs to another vault");
        }

        return members.Refusal is null;
    }

    private static Manifest? Read(MemberReader members)
    {
        if (!SessionId.TryParse(members.Text("session", SessionId.Length), out var session))
        {
            members.Refuse("names no session");
            return null;
        }

        var board = members.Object("board");
        return new Manifest
        {
            Session = session,
            Created = members.Time("created") ?? DateTimeOffset.UnixEpoch,
            Text = new SessionText
            {
                Name = members.Text("name", Limits.NameLength) ?? "",
                Description = members.Text("description", Limits.DescriptionLength) ?? "",
                Tags = [.. members.Texts("tags", Limits.Tags, Limits.TagLength)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Color = members.Text("color", 20) ?? "",
                Class = members.Text("class", Limits.ClassLength) ?? "",
            },
            Source = SourceOf(members.Object("source")),
            Board = new BoardSize(board.Number("width", 0, 1e9, 0), board.Number("height", 0, 1e9, 0)),
            Shots = [.. members.Array("shots", Limits.Shots).Select(ShotReader.Read)],
            Unknown = members.Others(Known),
        };
    }

    private static Source SourceOf(MemberReader source) => new(
        source.Text("device", 100) ?? "", source.Text("program", 200) ?? "", source.Text("classicFile", 1000))
    {
        Unknown = source.Others(KnownOfSource),
    };
}
