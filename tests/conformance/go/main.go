// A stranger's verifier: it shares no line with daso. It reads an exported log with Go's own transparency-log
// packages and checks the newest checkpoint, every hash tile, every entry and every older checkpoint.
//
//	verify <folder> [witness key...]
//
// Where keys of witnesses are given, each must have cosigned the newest checkpoint. It prints one line and exits 0, or says what does not hold and exits 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// folder serves an export to tlog. Go's paths say "tile/8/0/000", those of C2SP "tile/0/000".
type folder struct {
	path  string
	tiles map[tlog.Tile][]byte
}

func (f *folder) Height() int { return tileHeight }

func (f *folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		content, isKnown := f.tiles[tile]
		if !isKnown {
			read, err := os.ReadFile(f.file(tile))
			if err != nil {
				return nil, err
			}
			f.tiles[tile], content = read, read
		}
		contents = append(contents, content)
	}
	return contents, nil
}

func (f *folder) file(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	path = strings.Replace(path, "data/", "entries/", 1)
	return filepath.Join(f.path, "tile", filepath.FromSlash(path))
}

func (f *folder) entries(size int64) ([][]byte, error) {
	var entries [][]byte
	for n := int64(0); n<<tileHeight < size; n++ {
		width := size - n<<tileHeight
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		bundle, err := os.ReadFile(f.file(tlog.Tile{H: tileHeight, L: -1, N: n, W: int(width)}))
		if err != nil {
			return nil, err
		}
		for len(bundle) > 0 {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("bundle %d is cut off", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:end])
			bundle = bundle[end:]
		}
	}
	if int64(len(entries)) != size {
		return nil, fmt.Errorf("%d entries stored, %d signed", len(entries), size)
	}
	return entries, nil
}

// cosigner verifies what c2sp.org/tlog-cosignature describes: a time, and a signature over the time and the checkpoint.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string { return c.name }

func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(message), sig[8:])
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a key: %q", vkey)
	}
	material, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(material) != 1+ed25519.PublicKeySize || material[0] != 4 {
		return nil, fmt.Errorf("not the key of a witness: %q", vkey)
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
	if fmt.Sprintf("%x", digest[:4]) != parts[1] {
		return nil, fmt.Errorf("a checksum that does not fit: %q", vkey)
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(digest[:4]), material[1:]}, nil
}

func verifyCosigned(newest []byte, vkeys []string) error {
	for _, vkey := range vkeys {
		witness, err := newCosigner(vkey)
		if err != nil {
			return err
		}
		if _, err := note.Open(newest, note.VerifierList(witness)); err != nil {
			return fmt.Errorf("not cosigned by %s: %w", witness.name, err)
		}
	}
	return nil
}

func openCheckpoint(text []byte, verifiers note.Verifiers, name string) (tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(text, verifiers)
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != name {
		return tree, fmt.Errorf("not a checkpoint of %s: %q", name, opened.Text)
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, fmt.Errorf("not a root: %q", lines[2])
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

func verifyEntries(f *folder, tree tlog.Tree, hashes tlog.HashReader) error {
	entries, err := f.entries(tree.N)
	if err != nil {
		return err
	}
	for index, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		if err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return nil
}

func verifyOlder(f *folder, tree tlog.Tree, hashes tlog.HashReader, verifiers note.Verifiers, name string) (int, error) {
	listed, err := os.ReadFile(filepath.Join(f.path, "checkpoints"))
	if err != nil {
		return 0, err
	}
	blocks := bytes.Split(bytes.TrimRight(listed, "\n"), []byte("\n\n"))
	for at := 0; at+1 < len(blocks); at += 2 {
		text := append(append(append([]byte{}, blocks[at]...), "\n\n"...), append(blocks[at+1], '\n')...)
		old, err := openCheckpoint(text, verifiers, name)
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(tree.N, old.N, hashes)
		if err != nil {
			return 0, fmt.Errorf("older checkpoint of %d: %w", old.N, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return 0, fmt.Errorf("older checkpoint of %d: %w", old.N, err)
		}
	}
	return len(blocks) / 2, nil
}

func verify(path string, witnesses []string) (string, error) {
	vkey, err := os.ReadFile(filepath.Join(path, "log.vkey"))
	if err != nil {
		return "", err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return "", err
	}
	verifiers := note.VerifierList(verifier)
	newest, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(newest, verifiers, verifier.Name())
	if err != nil {
		return "", err
	}
	if err := verifyCosigned(newest, witnesses); err != nil {
		return "", err
	}
	f := &folder{path: path, tiles: map[tlog.Tile][]byte{}}
	hashes := tlog.TileHashReader(tree, f)
	if err := verifyEntries(f, tree, hashes); err != nil {
		return "", err
	}
	older, err := verifyOlder(f, tree, hashes, verifiers, verifier.Name())
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("sound: %d entries, %d checkpoints", tree.N, older), nil
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: verify <folder> [witness key...]")
		os.Exit(2)
	}
	sentence, err := verify(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(sentence)
}
