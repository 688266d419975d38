using System.Globalization;

namespace Fastshot.Core.Format;

/// <summary>Why foreign bytes are not accepted; the words follow the name of what was read ("… is no record").</summary>
public sealed record Refusal(string Reason)
{
    /// <summary>Whether a newer program wrote it, which is no damage.</summary>
    public bool IsNewerFormat { get; private init; }

    internal static Refusal Newer(long format) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"has format {format}, and this program reads {CanonicalWriter.FormatCurrent}; update Fastshot"))
    {
        IsNewerFormat = true,
    };
}
