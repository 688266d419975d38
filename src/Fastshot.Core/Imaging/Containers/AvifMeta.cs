namespace Fastshot.Core.Imaging.Containers;

/// <summary>What the box <c>meta</c> says: the sizes of the pictures, which one is the primary, and where bytes lie.</summary>
internal sealed class AvifMeta
{
    private const int LengthMax = 1 << 20;
    private const uint Primary = 0x7069746D;
    private const uint Locations = 0x696C6F63;
    private const uint Properties = 0x69707270;
    private const uint Container = 0x6970636F;
    private const uint Associations = 0x69706D61;
    private const uint SpatialExtents = 0x69737065;

    private readonly List<(uint Width, uint Height)?> _properties = [];
    private readonly List<(uint Item, int Property)> _associations = [];
    private uint? _primary;
    private ulong _extentEnd;
    private bool _hasLocations;

    /// <summary>Reads the box, whose content begins where the reader stands.</summary>
    public static AvifMeta Read(ByteReader reader, long length)
    {
        if (length > LengthMax)
        {
            throw ImageException.Unsupported("has a description without measure");
        }

        var content = new byte[length];
        reader.ReadExactly(content);
        var box = new BoxReader(content);
        box.Version();
        var meta = new AvifMeta();
        while (!box.IsAtEnd)
        {
            var inner = box.Box(out var type);
            meta.Take(type, inner);
        }

        return meta;
    }

    /// <summary>The size of the primary picture, or of the largest where none is named.</summary>
    public (uint Width, uint Height) PrimarySize()
    {
        foreach (var (item, property) in _associations)
        {
            if (item == _primary && property >= 1 && property <= _properties.Count
                && _properties[property - 1] is { } size)
            {
                return size;
            }
        }

        return _properties.MaxBy(size => (ulong)(size?.Width ?? 0) * (size?.Height ?? 0))
            ?? throw ImageException.Corrupt("does not say how large its picture is");
    }

    public void RequireExtentsWithin(long length)
    {
        if (!_hasLocations)
        {
            throw ImageException.Corrupt("does not say where its picture is");
        }

        if (_extentEnd > (ulong)length)
        {
            throw ImageException.Truncated();
        }
    }

    private void Take(uint type, BoxReader box)
    {
        switch (type)
        {
            case Primary:
                _primary = (uint)box.Number(box.Version().Version == 0 ? 2 : 4);
                break;
            case Locations:
                TakeLocations(box);
                break;
            case Properties:
                while (!box.IsAtEnd)
                {
                    var inner = box.Box(out var innerType);
                    TakeProperties(innerType, inner);
                }

                break;
        }
    }

    private void TakeProperties(uint type, BoxReader box)
    {
        if (type == Container)
        {
            while (!box.IsAtEnd)
            {
                var property = box.Box(out var propertyType);
                _properties.Add(propertyType == SpatialExtents ? ReadSize(property) : null);
            }
        }
        else if (type == Associations)
        {
            TakeAssociations(box);
        }
    }

    private static (uint Width, uint Height) ReadSize(BoxReader box)
    {
        box.Version();
        return (box.UInt32(), box.UInt32());
    }

    private void TakeAssociations(BoxReader box)
    {
        var (version, flags) = box.Version();
        for (var items = box.UInt32(); items > 0; items--)
        {
            var item = (uint)box.Number(version == 0 ? 2 : 4);
            for (var count = box.Byte(); count > 0; count--)
            {
                // The highest bit says that the property is essential.
                _associations.Add((item, (flags & 1) == 0 ? box.Byte() & 0x7F : box.UInt16() & 0x7FFF));
            }
        }
    }

    private void TakeLocations(BoxReader box)
    {
        var (version, _) = box.Version();
        var sizes = box.UInt16();
        var (offsetSize, lengthSize, baseSize) = (sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15);
        var indexSize = version is 1 or 2 ? sizes & 15 : 0;
        _hasLocations = true;
        for (var items = box.Number(version < 2 ? 2 : 4); items > 0; items--)
        {
            box.Number(version < 2 ? 2 : 4);
            var isInFile = version == 0 || (box.UInt16() & 15) == 0;
            box.UInt16();
            var start = box.Number(baseSize);
            for (var extents = box.UInt16(); extents > 0; extents--)
            {
                box.Number(indexSize);
                TakeExtent(start, box.Number(offsetSize), box.Number(lengthSize), isInFile);
            }
        }
    }

    private void TakeExtent(ulong start, ulong offset, ulong length, bool isInFile)
    {
        const ulong Max = 1UL << 60;
        if (start > Max || offset > Max || length > Max)
        {
            throw ImageException.Corrupt("has a picture that lies nowhere");
        }

        if (isInFile)
        {
            _extentEnd = Math.Max(_extentEnd, start + offset + length);
        }
    }
}
