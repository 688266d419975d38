using System.Text;
using Fastshot.Core.Exchange;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fastshot.Web.Routes;

/// <summary>An uploaded form: its files in the spool, as they came, and a few short texts.</summary>
internal sealed class UploadForm
{
    private const int TextsMax = 100;
    private const int TextBytesMax = 200_000;
    private const int BoundaryLengthMax = 100;
    private const int NameLengthMax = 255;

    private readonly List<UploadedFile> _files = [];
    private readonly List<(string Name, string Value)> _texts = [];

    public IReadOnlyList<UploadedFile> Files => _files;

    /// <summary>A text that may be there once; null where it is not, or is blank.</summary>
    public string? Text(string name) => Texts(name).FirstOrDefault();

    public IEnumerable<string> Texts(string name) => _texts.Where(one => one.Name == name && !string.IsNullOrWhiteSpace(one.Value)).Select(one => one.Value);

    /// <summary>Reads the whole form; the body's size is bounded by the server.</summary>
    /// <exception cref="ApiException">It is none, has no file, or ended in the middle.</exception>
    public static async Task<UploadForm> ReadAsync(ApiCall call, Spool spool, int filesMax)
    {
        var boundary = MediaTypeHeaderValue.TryParse(call.Request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > BoundaryLengthMax)
        {
            throw ApiException.Bad("bad_request", "The upload does not say where its parts begin.");
        }

        var form = new UploadForm();
        try
        {
            var reader = new MultipartReader(boundary, call.Request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4096 };
            while (await reader.ReadNextSectionAsync(call.Aborted).ConfigureAwait(false) is { } section)
            {
                await form.TakeAsync(section, spool, filesMax, call.Aborted).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is (IOException and not Core.Storage.StoreException and not Microsoft.AspNetCore.Http.BadHttpRequestException) or InvalidDataException)
        {
            throw ApiException.Bad("cut_off", "The upload ended before its end.", "Nothing was saved. Send it again.");
        }

        return form._files.Count > 0 ? form : throw ApiException.Bad("bad_request", "There is no file in the upload.", "Choose one or more.");
    }

    private async Task TakeAsync(MultipartSection section, Spool spool, int filesMax, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
        {
            throw ApiException.Bad("bad_request", "A part of the upload has no name.");
        }

        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        var file = HeaderUtilities.RemoveQuotes(disposition.FileNameStar).Value ?? HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
        if (file is null)
        {
            await TakeTextAsync(section, name, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_files.Count >= filesMax)
        {
            throw new ApiException(413, "too_large", $"An upload has at most {filesMax:N0} files.", "Send them in several.");
        }

        var spooled = await spool.AddAsync(section.Body, Limits.ArchiveBytes, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiException(413, "too_large", $"{file} is larger than a session may be.", "Save it otherwise.");
        _files.Add(new UploadedFile(PlainNameOf(file), spooled.Path, spooled.Size));
    }

    private async Task TakeTextAsync(MultipartSection section, string name, CancellationToken cancellationToken)
    {
        var bytes = new byte[TextBytesMax + 1];
        var count = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (count > TextBytesMax || _texts.Count >= TextsMax)
        {
            throw new ApiException(413, "too_large", $"The text '{name[..Math.Min(name.Length, 40)]}' is too long.", "Write less.");
        }

        _texts.Add((name, Encoding.UTF8.GetString(bytes.AsSpan(0, count))));
    }

    // Only shown, and a title: it never becomes a path.
    private static string PlainNameOf(string given)
    {
        var name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        name = new string([.. name.Where(character => !char.IsControl(character))]).Trim();
        return name.Length == 0 ? "image" : name[..Math.Min(name.Length, NameLengthMax)];
    }
}
