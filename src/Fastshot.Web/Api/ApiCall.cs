using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fastshot.Core.Format;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Api;

/// <summary>One request of the API: what it asks, and how it is answered.</summary>
internal sealed class ApiCall(HttpContext context, IReadOnlyDictionary<string, string> path)
{
    private const int TextLengthMax = 1000;

    public HttpContext Context => context;

    public HttpRequest Request => context.Request;

    public HttpResponse Response => context.Response;

    /// <summary>Ends when the client went away, or the server stops.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>A part of the path, as it stands there.</summary>
    public string Path(string name) => path[name];

    /// <summary>A parameter of the address; null where it is not there, or empty.</summary>
    public string? Text(string name)
    {
        var values = Request.Query[name];
        if (values.Count > 1)
        {
            throw ApiException.Bad("bad_query", $"'{name}' stands in the address {values.Count} times.", "Give it once.");
        }

        var text = values.ToString();
        if (text.Length > TextLengthMax)
        {
            throw ApiException.Bad("bad_query", $"'{name}' is longer than {TextLengthMax:N0} characters.", "Ask for less.");
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>A parameter that may be given again.</summary>
    public IReadOnlyList<string> Texts(string name, int countMax)
    {
        var values = Request.Query[name];
        return values.Count > countMax || values.Any(one => one is null or { Length: > TextLengthMax })
            ? throw ApiException.Bad("bad_query", $"'{name}' may be given {countMax} times, each with {TextLengthMax:N0} characters at most.")
            : [.. values.OfType<string>().Where(one => one.Length > 0)];
    }

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw ApiException.Bad("bad_query", $"'{name}' is '{other}'.", "Write true or false."),
    };

    public int Count(string name, int missing, int min, int max) => Text(name) switch
    {
        null => missing,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= min && count <= max => count,
        var text => throw ApiException.Bad("bad_query", $"'{name}' is '{text}'.", $"Write a number from {min} to {max}."),
    };

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ApiException">It is none, or of another shape.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> shape)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(Request.Body, shape, Aborted).ConfigureAwait(false)
                ?? throw ApiException.Bad("bad_json", "The body is null.");
        }
        catch (JsonException e)
        {
            throw ApiException.Bad("bad_json", $"The body is not as it must be{(e.Path is { Length: > 1 } at ? $", at {at}" : "")}.", "docs/web.md says what is taken.");
        }
    }

    /// <summary>Answers with JSON.</summary>
    public Task JsonAsync<T>(T value, JsonTypeInfo<T> shape, int status = StatusCodes.Status200OK) =>
        WriteJsonAsync(Response, value, shape, status, "application/json", Aborted);

    /// <summary>Writes JSON as the whole of an answer.</summary>
    public static async Task WriteJsonAsync<T>(
        HttpResponse response, T value, JsonTypeInfo<T> shape, int status, string mediaType, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, shape);
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A time as shapes have it.</summary>
    public static string TextOf(DateTimeOffset time) => Rfc3339.Format(time);

    /// <summary>The same, where there may be none.</summary>
    public static string? TextOf(DateTimeOffset? time) => time is { } known ? Rfc3339.Format(known) : null;
}
