using System.Buffers.Text;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Format;

/// <summary>A picture that is written into a document: its bytes are read once, in parts.</summary>
internal delegate Task<Stream> OpenPicture(CancellationToken cancellationToken);

/// <summary>A window with its pictures; what is told of the window itself is <paramref name="Window"/>, but for its picture.</summary>
/// <param name="Original">The picture without annotations.</param>
/// <param name="Shown">At its zoom and with annotations, or the original.</param>
/// <param name="Annotated">In full size and with annotations, or null.</param>
internal sealed record ClassicWindowPictures(ClassicWindow Window, OpenPicture Original, OpenPicture Shown, OpenPicture? Annotated);

/// <summary>Writes a session as the older program does, piece by piece, so that no picture is in memory whole.</summary>
internal sealed class ClassicDocumentWriter(
    ClassicCipher? cipher, bool hasCover, Func<ReadOnlyMemory<byte>, CancellationToken, Task> sink)
{
    private const int PictureBytes = 48 << 10;

    private readonly PythonJsonWriter _json = new(PythonJsonStyle.Indented);
    private readonly byte[] _picture = new byte[PictureBytes];
    private readonly byte[] _text = new byte[PictureBytes / 3 * 4];
    private long _offset;

    /// <summary>Writes the envelope, where one is wanted, and the document.</summary>
    /// <param name="timestamp">A naive local time.</param>
    /// <param name="collage">The PNG that stands for the session, or null.</param>
    public async Task WriteAsync(
        ClassicMetadata metadata,
        string fileName,
        string timestamp,
        UnknownMembers unknown,
        IReadOnlyList<ClassicWindowPictures> windows,
        ReadOnlyMemory<byte>? collage,
        CancellationToken cancellationToken)
    {
        if (hasCover)
        {
            await sink(ClassicContainer.Cover, cancellationToken).ConfigureAwait(false);
            await sink(ClassicContainer.Marker.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        _json.BeginObject().Name("session").BeginObject().Name("version").Text("1.0").Name("timestamp").Text(timestamp).Name("windows").BeginArray();
        for (var i = 0; i < windows.Count; i++)
        {
            await WriteWindowAsync(windows[i], i, cancellationToken).ConfigureAwait(false);
        }

        _json.EndArray();
        Others(unknown, "version", "timestamp", "windows");
        _json.EndObject();
        await WriteMetadataAsync(metadata, fileName, windows.Count, collage, cancellationToken).ConfigureAwait(false);
        _json.EndObject();
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteWindowAsync(ClassicWindowPictures pictures, int index, CancellationToken cancellationToken)
    {
        var window = pictures.Window;
        _json.BeginObject()
            .Name("index").Number(index)
            .Name("geometry").BeginObject()
                .Name("x").Number(window.X).Name("y").Number(window.Y).Name("width").Number(window.Width).Name("height").Number(window.Height)
            .EndObject()
            .Name("scale").Float(window.Scale)
            .Name("image_data");
        await WritePictureAsync(pictures.Shown, cancellationToken).ConfigureAwait(false);
        _json.Name("original_image_data");
        await WritePictureAsync(pictures.Original, cancellationToken).ConfigureAwait(false);
        _json.Name("annotated_original_data");
        if (pictures.Annotated is { } annotated)
        {
            await WritePictureAsync(annotated, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _json.Null();
        }

        _json.Name("draw_history");
        WriteHistory(window);
        _json.Name("is_hidden").Boolean(window.IsHidden).Name("window_id").Number(index + 1L);
        Others(window.Unknown, "index", "geometry", "scale", "draw_history", "is_hidden", "window_id");
        _json.EndObject();
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private void WriteHistory(ClassicWindow window)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            DrawHistory.Write(writer, window.Annotations);
        }

        using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        _json.Value(document.RootElement);
    }

    private async Task WriteMetadataAsync(
        ClassicMetadata metadata, string fileName, int images, ReadOnlyMemory<byte>? collage, CancellationToken cancellationToken)
    {
        _json.Name("metadata").BeginObject()
            .Name("name").Text(metadata.Name)
            .Name("desc").Text(metadata.Description)
            .Name("tags").BeginArray();
        foreach (var tag in metadata.Tags)
        {
            _json.Text(tag);
        }

        _json.EndArray()
            .Name("color").Text(metadata.Color)
            .Name("class").Text(metadata.Class)
            .Name("created_at").TextOrNull(metadata.CreatedAt)
            .Name("filename").Text(fileName)
            .Name("image_count").Number(images)
            .Name("thumbnail_collage");
        if (collage is { } picture)
        {
            await WritePictureAsync(_ => Task.FromResult<Stream>(new MemoryStream(picture.ToArray(), writable: false)), cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            _json.Null();
        }

        Others(metadata.Members, "name", "desc", "tags", "color", "class", "created_at", "filename", "image_count", "thumbnail_collage");
        _json.EndObject();
    }

    // What this program did not understand when it read the session goes back as it was.
    private void Others(UnknownMembers members, params ReadOnlySpan<string> written)
    {
        foreach (var (name, value) in members.All)
        {
            if (!written.Contains(name))
            {
                using var document = JsonDocument.Parse(value.Memory);
                _json.Name(name).Value(document.RootElement);
            }
        }
    }

    private async Task WritePictureAsync(OpenPicture open, CancellationToken cancellationToken)
    {
        _json.BeginText();
        var stream = await open(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.ReadAtLeastAsync(_picture, _picture.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)
                is > 0 and var count)
            {
                Base64.EncodeToUtf8(_picture.AsSpan(0, count), _text, out _, out var written, isFinalBlock: true);
                _json.Part(_text.AsSpan(0, written));
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _json.EndText();
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var bytes = _json.Written.ToArray();
        cipher?.Apply(bytes, _offset);
        _offset += bytes.Length;
        await sink(bytes, cancellationToken).ConfigureAwait(false);
        _json.Clear();
    }
}
