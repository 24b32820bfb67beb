// An object store of files for Velero, which has none without a plugin: bucket and key are a path.
package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/vmware-tanzu/velero/pkg/plugin/framework"
)

// The folder that holds a folder for each bucket.
var root = os.Getenv("FILE_STORE")

type fileStore struct{}

func (fileStore) Init(map[string]string) error {
	return nil
}

func (fileStore) PutObject(bucket, key string, body io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path(bucket, key)), 0o700); err != nil {
		return err
	}
	file, err := os.Create(path(bucket, key))
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(file, body)
	return err
}

func (fileStore) ObjectExists(bucket, key string) (bool, error) {
	_, err := os.Stat(path(bucket, key))
	if os.IsNotExist(err) {
		return false, nil
	}
	return err == nil, err
}

func (fileStore) GetObject(bucket, key string) (io.ReadCloser, error) {
	return os.Open(path(bucket, key))
}

func (fileStore) ListCommonPrefixes(bucket, prefix, delimiter string) ([]string, error) {
	keys, err := keysOf(bucket, prefix)
	seen := map[string]bool{}
	prefixes := []string{}
	for _, key := range keys {
		end := strings.Index(key[len(prefix):], delimiter)
		if end < 0 || seen[key[:len(prefix)+end]] {
			continue
		}
		seen[key[:len(prefix)+end]] = true
		prefixes = append(prefixes, key[:len(prefix)+end+len(delimiter)])
	}
	return prefixes, err
}

func (fileStore) ListObjects(bucket, prefix string) ([]string, error) {
	return keysOf(bucket, prefix)
}

func (fileStore) DeleteObject(bucket, key string) error {
	return os.Remove(path(bucket, key))
}

func (fileStore) CreateSignedURL(bucket, key string, _ time.Duration) (string, error) {
	return "file://" + path(bucket, key), nil
}

func path(bucket, key string) string {
	return filepath.Join(root, bucket, key)
}

func keysOf(bucket, prefix string) ([]string, error) {
	keys := []string{}
	folder := filepath.Join(root, bucket)
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		key, err := filepath.Rel(folder, path)
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
		return err
	})
	return keys, err
}

func main() {
	store := func(logrus.FieldLogger) (any, error) { return fileStore{}, nil }
	framework.NewServer().RegisterObjectStore("example.com/files", store).Serve()
}
