using System.Buffers;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index.Sqlite;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>Does what a query does with each session, so that the runtime has prepared it when the first one comes.</summary>
public static class IndexRehearsal
{
    /// <summary>Asks a database in memory, and reads a session that is written here.</summary>
    public static SessionInfo Run()
    {
        using (var database = Database.Open(":memory:", Native.OpenReadWrite, busyTimeoutMilliseconds: 0))
        {
            database.Text("PRAGMA journal_mode");
            database.Transact("BEGIN", () => database.Prepare("SELECT ?1,?2").Bind(1, 1).Bind(2, "a").Step());
        }

        var id = SessionId.FromBytes(new byte[SessionId.SizeBytes]);
        var blob = new ArrayBufferWriter<byte>();
        EntryBlob.Write(blob, id, Sample());
        return EntryBlob.TryRead(blob.WrittenSpan, out _, out var entry) && entry is Entry.Live live
            ? SessionReader.Read(id, live)
            : throw new InvalidOperationException("An entry is not read as it was written.");
    }

    private static Entry.Live Sample()
    {
        var version = new FieldVersion(1, default);
        return new Entry.Live(
        [
            Of(FieldNames.Archive(version.Change), "[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",1]"u8),
            Of(FieldNames.Content(version.Change), "{\"bases\":[],\"board\":[1,1],\"images\":1,\"size\":1}"u8),
            Of(FieldNames.Created, "\"2026-01-01T00:00:00+00:00\""u8),
            Of(FieldNames.Name, "\"a\""u8),
            Of(FieldNames.Source, "{\"device\":\"a\",\"program\":\"a\"}"u8),
            Of(FieldNames.Tag("a"), "true"u8),
        ]);

        Field Of(string name, ReadOnlySpan<byte> value) => new(name, version, new CanonicalValue(value.ToArray()));
    }
}
