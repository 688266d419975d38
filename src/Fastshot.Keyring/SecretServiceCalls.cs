using Tmds.DBus.Protocol;

namespace Fastshot.Keyring;

/// <summary>The messages of the Secret Service API that are needed here.</summary>
internal sealed class SecretServiceCalls(DBusConnection connection)
{
    private const string Service = "org.freedesktop.secrets";
    private const string Root = "/org/freedesktop/secrets";
    private const string ServiceInterface = "org.freedesktop.Secret.Service";
    private const string CollectionInterface = "org.freedesktop.Secret.Collection";
    private const string ItemInterface = "org.freedesktop.Secret.Item";
    private const string None = "/";

    /// <summary>The collection for new items, or null where there is none.</summary>
    public async Task<string?> DefaultCollectionAsync()
    {
        var path = await CallAsync(Root, ServiceInterface, "ReadAlias", "s", (ref writer) => writer.WriteString("default"), ReadPath).ConfigureAwait(false);
        return path == None ? null : path;
    }

    public Task<bool> IsLockedAsync(string collection) => CallAsync(
        collection,
        "org.freedesktop.DBus.Properties",
        "Get",
        "ss",
        (ref writer) =>
        {
            writer.WriteString(CollectionInterface);
            writer.WriteString("Locked");
        },
        (message, _) => message.GetBodyReader().ReadVariantValue().GetBool());

    /// <summary>The items of a name, in open collections and in locked ones.</summary>
    public Task<(string[] Open, string[] Locked)> SearchAsync(string item) => CallAsync(
        Root,
        ServiceInterface,
        "SearchItems",
        "a{ss}",
        (ref writer) => WriteAttributes(ref writer, item),
        (message, _) =>
        {
            var reader = message.GetBodyReader();
            return (Paths(reader.ReadArrayOfObjectPath()), Paths(reader.ReadArrayOfObjectPath()));
        });

    /// <summary>The caller wipes it.</summary>
    public async Task<byte[]> SecretOfAsync(string itemPath)
    {
        var session = await OpenSessionAsync().ConfigureAwait(false);
        return await CallAsync(
            itemPath,
            ItemInterface,
            "GetSecret",
            "o",
            (ref writer) => writer.WriteObjectPath(session),
            (message, _) =>
            {
                var reader = message.GetBodyReader();
                reader.AlignStruct();
                _ = reader.ReadObjectPathAsString();
                _ = reader.ReadArrayOfByte();
                return reader.ReadArrayOfByte();
            }).ConfigureAwait(false);
    }

    /// <summary>Makes a new item; false where the service would first ask the person.</summary>
    public async Task<bool> CreateAsync(string collection, string item, string label, ReadOnlyMemory<byte> secret)
    {
        var session = await OpenSessionAsync().ConfigureAwait(false);
        var prompt = await CallAsync(
            collection,
            CollectionInterface,
            "CreateItem",
            "a{sv}(oayays)b",
            (ref writer) =>
            {
                var properties = writer.WriteDictionaryStart();
                writer.WriteDictionaryEntryStart();
                writer.WriteString($"{ItemInterface}.Label");
                writer.WriteVariantString(label);
                writer.WriteDictionaryEntryStart();
                writer.WriteString($"{ItemInterface}.Attributes");
                writer.WriteSignature("a{ss}");
                WriteAttributes(ref writer, item);
                writer.WriteDictionaryEnd(properties);
                writer.WriteStructureStart();
                writer.WriteObjectPath(session);
                writer.WriteArray(ReadOnlySpan<byte>.Empty);
                writer.WriteArray(secret.Span);
                writer.WriteString("text/plain; charset=utf8");
                writer.WriteBool(false);
            },
            (message, _) =>
            {
                var reader = message.GetBodyReader();
                _ = reader.ReadObjectPathAsString();
                return reader.ReadObjectPathAsString();
            }).ConfigureAwait(false);
        return prompt == None;
    }

    public Task DeleteAsync(string itemPath) => CallAsync(itemPath, ItemInterface, "Delete", null, (ref _) => { }, ReadPath);

    private delegate void Body(ref MessageWriter writer);

    // The algorithm "plain": who can listen on this person's bus can ask for the item itself.
    private Task<string> OpenSessionAsync() => CallAsync(
        Root,
        ServiceInterface,
        "OpenSession",
        "sv",
        (ref writer) =>
        {
            writer.WriteString("plain");
            writer.WriteVariantString("");
        },
        (message, _) =>
        {
            var reader = message.GetBodyReader();
            _ = reader.ReadVariantValue();
            return reader.ReadObjectPathAsString();
        });

    private static string ReadPath(Message message, object? state) => message.GetBodyReader().ReadObjectPathAsString();

    private static string[] Paths(ObjectPath[] paths) => [.. paths.Select(path => path.ToString())];

    private static void WriteAttributes(ref MessageWriter writer, string item)
    {
        var attributes = writer.WriteDictionaryStart();
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("application", "fastshot"), ("item", item)])
        {
            writer.WriteDictionaryEntryStart();
            writer.WriteString(name);
            writer.WriteString(value);
        }

        writer.WriteDictionaryEnd(attributes);
    }

    private Task<T> CallAsync<T>(string path, string @interface, string member, string? signature, Body body, MessageValueReader<T> read)
    {
        var writer = connection.GetMessageWriter();
        try
        {
            writer.WriteMethodCallHeader(Service, path, @interface, member, signature);
            body(ref writer);
            return connection.CallMethodAsync(writer.CreateMessage(), read);
        }
        finally
        {
            writer.Dispose();
        }
    }
}
