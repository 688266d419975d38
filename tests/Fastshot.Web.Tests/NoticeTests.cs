using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Web.Work;

namespace Fastshot.Web.Tests;

/// <summary>Whatever a sync met is a sentence for the page, never the program's own form of it.</summary>
public sealed class NoticeTests
{
    [Fact]
    public void Each_notice_has_a_code_of_its_own_and_a_sentence()
    {
        var types = typeof(SyncNotice).GetNestedTypes();

        var shapes = Reports.Of(ReportOf([.. types.Select(Sample)]), cost: null).Notices;

        Assert.Equal(types.Length, shapes.Select(one => one.Code).Distinct().Count());
        Assert.All(shapes, one => Assert.Matches("^[a-z_]+$", one.Code));
        Assert.All(shapes, one => Assert.DoesNotContain("{ ", one.Message, StringComparison.Ordinal));
        Assert.All(shapes, one => Assert.EndsWith(".", one.Message, StringComparison.Ordinal));
    }

    private static SyncNotice Sample(Type type) => (SyncNotice)Activator.CreateInstance(
        type,
        [.. type.GetConstructors()[0].GetParameters().Select(object (one) => Type.GetTypeCode(one.ParameterType) switch
        {
            TypeCode.Int32 => 3,
            TypeCode.Int64 => 9L,
            TypeCode.String => "It says why.",
            _ => SessionId.FromBytes(new byte[SessionId.SizeBytes]),
        })])!;

    private static SyncReport ReportOf(SyncNotice[] notices) => new()
    {
        Pushed = 0,
        Pulled = 0,
        Deleted = 0,
        Downloaded = 0,
        Failed = [],
        Notices = [.. notices],
        Usage = default(StoreUsage),
        Duration = TimeSpan.Zero,
    };
}
